"""Telling the people of a case what happens, each in their language, in the same transaction as the change."""

from cases.actions.liaison import case_url
from cases.texts import say
from notifications.actions import send


def tell(case, kind, *, but=None, url="", once=None, **context):
    """Send ``kind`` to both parties, ``but`` the one who did it.

    A value of ``context`` that is a function is called with the party it is for. ``once`` is a key: the same
    message is never sent twice to the same person for it.
    """
    for party in case.parties.select_related("user"):
        if but is None or party.user_id != but.pk:
            send(
                kind,
                recipient=party.user,
                context=_words(case, party, context),
                url=url or case_url(case),
                target=case,
                dedupe_key=f"{kind}:{once}:{party.pk}" if once else None,
            )


def _words(case, party, context):
    language = party.user.language
    own = {key: value(party) if callable(value) else value for key, value in context.items()}
    return {"number": case.number, "procedure": say(case.procedure.names, language), **own}
