"""What one may entrust of one's cases: preparing them, writing in them. Nothing else has an act here."""

from django.db.models import F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mandates import queries as mandates
from mandates import registry
from mandates.registry import Act, Kind

from .enums import LIVE
from .models import Case, Party
from .texts import say

CASES, PREPARE, MESSAGES = "cases", "prepare", "messages"


def choices(giver, viewer):
    """The giver's cases in progress that ``viewer`` may see too."""
    from .queries import cases_of, cases_visible_to

    own = cases_of(giver) if viewer == giver else cases_visible_to(viewer).filter(parties__user=giver)
    return [(case.pk, name_of(case)) for case in own.filter(state__in=LIVE)]


def name_of(case):
    return f"{say(case.procedure.names)} · {case.number}"


def names(target_type, ids, viewer):
    """Names of the cases that lines of the log are about, or that hold the piece they are about."""
    from .queries import cases_followed_by

    by = {"cases.case": "public_id", "cases.piece": "pieces__public_id"}.get(target_type)
    if by is None:
        return {}
    seen = cases_followed_by(viewer).filter(**{f"{by}__in": ids}).annotate(target=F(by)).order_by()
    return {str(case.target): name_of(case) for case in seen}


def links(helper, given):
    """The live cases that each of these mandates of one helper opens now: ``{mandate pk: [(name, address), ...]}``."""
    from .queries import cases_followed_by

    held = {mandate.pk: [] for mandate in given}
    theirs = Party.objects.filter(user__in=[mandate.giver_id for mandate in given]).values("case")
    cases = list(cases_followed_by(helper).filter(pk__in=theirs, state__in=LIVE))
    read_sides(helper, cases)
    for case in cases:
        mandate = mandate_over(helper, case)
        if mandate and mandate.pk in held:
            held[mandate.pk].append((name_of(case), reverse("workflows:case", args=[case.public_id])))
    return held


KIND = Kind(
    code=CASES,
    model=Case,
    whole=gettext_lazy("tous ses dossiers"),
    mine=gettext_lazy("Tous mes dossiers"),
    some=gettext_lazy("des dossiers choisis"),
    asks=gettext_lazy("Sur quels dossiers ?"),
    pictogram="cases",
    page="cases:helped_cases",
    page_label=gettext_lazy("Ses dossiers"),
    choices=choices,
    names=names,
    links=links,
)
ACTS = [
    Act(PREPARE, CASES, gettext_lazy("préparer un dossier : répondre aux questions, donner des papiers"), "edit"),
    Act(MESSAGES, CASES, gettext_lazy("lire et écrire les messages d’un dossier"), "message"),
]


def followed(user, *acts):
    """The condition on cases that a mandate lets ``user`` do one of ``acts`` in (any, without)."""
    acts = acts or registry.acts_on(CASES)
    return mandates.held_over(user, CASES, acts, giver__parties__case=OuterRef("pk"))


def mandate_over(user, case, *acts):
    """The mandate in force under which ``user`` may do one of ``acts`` (any, without) in a case, or None.

    Whoever helped one of the two since the case began serves that one only, and a party helps nobody in it. Read once
    for each ``case`` object.
    """
    if user.pk not in case.__dict__.get("_sides", {}):
        read_sides(user, [case])
    mandate = case._sides[user.pk]
    wanted = acts or registry.acts_on(CASES)
    return mandate if mandate and not set(wanted).isdisjoint(mandate.acts) else None


def read_sides(user, cases):
    """Read ahead, for a list, what ``mandate_over`` answers."""
    known = list(mandates.ever_held(user, givers=_people(*cases), kind=CASES)) if cases else []
    for case in cases:
        case.__dict__.setdefault("_sides", {})[user.pk] = _side(user, case, known)


def _side(user, case, known):
    people = _people(case)
    own = [mandate for mandate in known if mandate.giver_id in people and mandate.last > case.created_at]
    own = [mandate for mandate in own if mandates.is_on(mandate, CASES, case.pk)]
    if user.pk in people:
        return None
    return next((mandate for mandate in own if mandate.holds and mandate.giver_id == own[0].giver_id), None)


def helped_someone(user, case):
    """Whether ``user`` helps one of the two, with whatever, or did since the case began.

    Such a person handles nothing of it for the town hall. Read once for each ``case`` object, whoever is asked about.
    """
    if not hasattr(case, "_helpers"):
        known = mandates.helpers_of(_people(case))
        case._helpers = {helper for _giver, helper, last in known if last > case.created_at}
    return user.pk in case._helpers


def is_helped_by(user, case="pk", began="created_at"):
    """The same as a condition on rows, for lists: ``case`` and ``began`` name the case's key and beginning in them."""
    return mandates.helped_since(OuterRef(began), helper=user, giver__parties__case=OuterRef(case))


def remember_helper(user, case, helped):
    """A list has asked for this one person already."""
    case._helpers = {user.pk} if helped else set()


def _people(*cases):
    return {party.user_id for case in cases for party in case.parties.all()}


def follows(user, case):
    return mandate_over(user, case) is not None


def said_of_case(user, case):
    return _("mandat de %(name)s") % {"name": mandate_over(user, case).giver}


def said_of_piece(user, piece):
    return said_of_case(user, piece.case)


def helpers_of(case):
    """People whom *who sees what* must ask about."""
    return [mandate.helper for mandate in mandates.over_case(givers=_people(case), kind=CASES, pk=case.pk)]
