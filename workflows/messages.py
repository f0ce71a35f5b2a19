"""Telling the people of a case what happens, each in their language, in the same transaction as the change."""

from cases.actions.liaison import case_url
from cases.texts import say
from notifications.actions import Letter, send_each


def tell(case, kind, *, but=None, url="", once=None, **context):
    """Send ``kind`` to both parties, ``but`` the one who did it.

    A value of ``context`` that is a function is called with the party it is for. ``once`` is a key: the same
    message is never sent twice to the same person for it.
    """
    parties = [party for party in people_of(case) if but is None or party.user_id != but.pk]
    send_each(
        kind,
        letters=[
            Letter(party.user, _words(case, party, context), f"{kind}:{once}:{party.pk}" if once else None)
            for party in parties
        ],
        url=url or case_url(case),
        target=case,
    )


def people_of(case):
    """The parties with their users and what they chose about messages: as the engine has read them, else one query."""
    known = "parties" in getattr(case, "_prefetched_objects_cache", {})
    return case.parties.all() if known else case.parties.select_related("user__message_preference")


def _words(case, party, context):
    language = party.user.language
    own = {key: value(party) if callable(value) else value for key, value in context.items()}
    return {"number": case.number, "procedure": say(case.procedure.names, language), **own}
