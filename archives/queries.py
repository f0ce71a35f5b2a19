"""Reading what is kept, why and until when."""

from collections import defaultdict
from copy import copy
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Case as Either
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value, When, Window
from django.db.models.functions import ExtractYear, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

import journal.queries
from accounts.enums import Role
from accounts.models import User
from cases.enums import CLOSED
from cases.models import Case, Party, Piece
from cases.texts import say
from ui.dates import local_date
from vault.models import DocumentType, Evidence, Version

from .dates import kept_until, last_closing
from .enums import Ending, ListState, Outcome
from .models import ConservationRule, DisposalLine, DisposalList, Hold, RetentionRule

STANDING = Q(lifted_at=None)
SAMPLES = 3
"""Cases of a group one may open before a list is made of it."""


class Kept(NamedTuple):
    """What is kept of a person, in words: ``until`` is the last day, None for ever or until somebody decides."""

    what: str
    why: str
    until: date | None


class Eligible(NamedTuple):
    """Cases whose time is over: one procedure, one ending, one year of closing."""

    rule: ConservationRule
    year: int
    count: int
    samples: list


def holds_on_person(person):
    """Holds standing on a person, on a case of hers or on one of her papers."""
    cases = Party.objects.filter(user=person).values("case")
    return Hold.objects.filter(STANDING).filter(Q(person=person) | Q(case__in=cases) | Q(document__owner=person))


def is_held(person) -> bool:
    """Whether a legal hold forbids that anything of this person be erased."""
    return holds_on_person(person).exists()


def resting_on(document):
    """The cases that have no copy of a paper yet, as keys."""
    copies = Evidence.objects.filter(binder=OuterRef("case__binder"), source=OuterRef("version"), erased_at=None)
    return Piece.objects.filter(version__document=document).exclude(Exists(copies)).values("case")


def holds_on_document(document):
    """Holds standing on a paper, its owner, or a case that has no copy of it yet."""
    return Hold.objects.filter(STANDING).filter(
        Q(document=document) | Q(person=document.owner_id) | Q(case__in=resting_on(document))
    )


def holds_on_copy(evidence):
    """Holds standing on the copy a case keeps: on the case, its paper, or anybody of the case."""
    on = touched_by_copy(evidence)
    return Hold.objects.filter(STANDING).filter(
        Q(case__in=on["cases"]) | Q(person__in=on["people"]) | Q(document__in=on["documents"])
    )


def touched_by_copy(evidence):
    """What a hold may stand on for the copy to be held, as querysets of keys."""
    cases = Case.objects.filter(binder=evidence.binder_id).values("pk")
    people = User.objects.filter(Q(pk=evidence.subject_id) | Q(parties__case__in=cases)).values("pk")
    documents = Version.objects.filter(pk=evidence.source_id).values("document")
    return {"cases": cases, "people": people, "documents": documents}


def holds_on_case(case):
    """Holds standing on a case, on one of its people, or on a paper it keeps a copy of."""
    on = touched_by_case(case.pk)
    return Hold.objects.filter(STANDING).filter(
        Q(case=case) | Q(person__in=on["people"]) | Q(document__in=on["documents"])
    )


def touched_by_case(case_id):
    """What a hold may stand on, beside the case, for the case to be held: its people and the papers it copied."""
    return {
        "people": Party.objects.filter(case=case_id).values("user"),
        "documents": Evidence.objects.filter(binder__case=case_id, erased_at=None).values("source__document"),
    }


def holds(words="", *, standing=None):
    """Holds, newest first; ``words`` are looked for in references, reasons, names and numbers."""
    found = Hold.objects.select_related("case", "person", "document__owner", "document__type", "placed_by", "lifted_by")
    if standing is not None:
        found = found.filter(lifted_at__isnull=standing)
    for word in words.replace("\x00", "").split()[:8]:
        found = found.filter(
            Q(reference__icontains=word)
            | Q(reason__icontains=word)
            | Q(case__number__icontains=word)
            | Q(person__first_name__unaccent__icontains=word)
            | Q(person__last_name__unaccent__icontains=word)
            | Q(document__owner__last_name__unaccent__icontains=word)
        )
    return found


def retention_rules():
    """``[(type, rule in force or None), ...]`` in the order of the types: two queries."""
    rules = {rule.type_id: rule for rule in RetentionRule.objects.order_by("type_id", "-number").distinct("type_id")}
    return [(type, rules.get(type.pk)) for type in DocumentType.objects.order_by("position", "code")]


def retention_rule(type):
    """The rule in force for one kind of paper, or None: papers then stay until their owner decides."""
    return RetentionRule.objects.filter(type=type).first()


def conservation_rules():
    """``{(procedure pk, ending): rule in force}``: one query."""
    rules = ConservationRule.objects.order_by("procedure_id", "ending", "-number").distinct("procedure_id", "ending")
    return {(rule.procedure_id, rule.ending): rule for rule in rules.select_related("procedure__service")}


def ending_of(case):
    """How a closed case ended."""
    if case.submitted_at is None:
        return Ending.NEVER_SENT
    return Ending.CONCLUDED if case.state == "done" else Ending.STOPPED


def ended(ending):
    """The condition on cases that says the same."""
    return {
        Ending.CONCLUDED: Q(state="done", submitted_at__isnull=False),
        Ending.STOPPED: Q(state__in=CLOSED - {"done"}, submitted_at__isnull=False),
        Ending.NEVER_SENT: Q(state__in=CLOSED, submitted_at=None),
    }[ending]


def eligible_cases(rule, today=None):
    """Closed cases that ``rule`` no longer keeps ``today``, that no list has and no hold covers."""
    today = today or timezone.localdate()
    return _free(Case.objects.filter(_is_over(rule, today)), today)


def freed_by(rule, years, today=None):
    """How many closed cases ``years`` instead of the years of ``rule`` would let go at once; 0 for a longer time."""
    if rule is None or years >= rule.years:
        return 0
    today = today or timezone.localdate()
    shorter = copy(rule)
    shorter.years = years
    return eligible_cases(shorter, today).count() - eligible_cases(rule, today).count()


def _is_over(rule, today):
    over = Q(version__procedure=rule.procedure_id, closed_at__lt=last_closing(today, rule.years))
    return ended(rule.ending) & over


def _free(cases, today):
    listed = DisposalLine.objects.filter(Q(is_standing=True) | Q(review_on__gt=today), case=OuterRef("pk"))
    standing = Hold.objects.filter(STANDING)
    held = standing.filter(
        Q(case=OuterRef("pk"))
        | Q(person__parties__case=OuterRef("pk"))
        | Q(document__versions__evidence__binder__case=OuterRef("pk"))
    )
    return cases.exclude(Exists(listed)).exclude(Exists(held))


def eligible(user, today=None):
    """What is eligible, by procedure, ending and year, for the archives; for a team lead, of the service only.

    Counts and numbers, never a name. Two queries, whatever the number of rules, years and cases.
    """
    rules = {key: rule for key, rule in conservation_rules().items() if _decides_of(user, rule.procedure.service)}
    groups = {}
    for case in _firsts_of_each_group(rules.values(), today or timezone.localdate()) if rules else ():
        rule = rules[case.version.procedure_id, case.how_ended]
        group = Eligible(rule, case.closed_in, case.in_group, [])
        groups.setdefault((rule.pk, case.closed_in), group).samples.append(case)
    return list(groups.values())


def _decides_of(user, service):
    return user.keeps_archives or user.has_role(Role.TEAM_LEAD, service=service.code)


def _firsts_of_each_group(rules, today):
    """The first three eligible cases of each procedure, ending and year; ``in_group`` is how many there are."""
    over = reduce(or_, [_is_over(rule, today) for rule in rules])
    endings = [When(ended(ending), then=Value(ending)) for ending in Ending]
    same = {"partition_by": ["version__procedure", "how_ended", "closed_in"]}
    return (
        _free(Case.objects.filter(over), today)
        .annotate(how_ended=Either(*endings), closed_in=ExtractYear("closed_at"))
        .annotate(
            in_group=Window(Count("pk"), **same), place_in_group=Window(RowNumber(), order_by=F("pk").asc(), **same)
        )
        .filter(place_in_group__lte=SAMPLES)
        .select_related("version")
        .only("number", "public_id", "version__procedure")
        .order_by("version__procedure", "how_ended", "closed_in", "pk")
    )


def lists_visible_to(user):
    """Disposal lists: all for the archives, those of one's service for a team lead."""
    lists = DisposalList.objects.select_related(
        "rule__procedure", "service", "prepared_by", "proposed_by", "visa_by", "transfer"
    )
    if user.keeps_archives:
        return lists
    led = {code for code, role in user.roles if role == Role.TEAM_LEAD}
    return lists.filter(service__code__in=led)


def lines_of(listed):
    """The lines of a list with their case: numbers and dates, never a name."""
    return listed.lines.select_related("case__version__procedure").order_by("case__number")


def summary(listed):
    """``{"cases", "pieces", "size", "first", "last"}`` of a list: what goes on its head."""
    lines = list(lines_of(listed))
    closed = [timezone.localdate(line.case.closed_at) for line in lines]
    return {
        "cases": len(lines),
        "pieces": sum(line.pieces for line in lines),
        "size": sum(line.size for line in lines),
        "first": min(closed, default=None),
        "last": max(closed, default=None),
    }


def extents(cases):
    """``{case pk: (frozen copies, their bytes)}``: one query."""
    rows = Evidence.objects.filter(binder__case__in=cases, erased_at=None).order_by().values("binder__case")
    return {row["binder__case"]: (row["n"], row["size"]) for row in rows.annotate(n=Count("pk"), size=Sum("size"))}


def counts(user):
    """``{state: number of lists}``."""
    rows = lists_visible_to(user).order_by().values("state").annotate(n=Count("pk")).values_list("state", "n")
    found = defaultdict(int, rows)
    return [(state, state.label, found[state]) for state in ListState]


def case_in_sight(user, public_id):
    """A closed case the archives may open: eligible or on a list; 404 for anything else."""
    from django.http import Http404

    case = Case.objects.select_related("version__procedure", "service").filter(public_id=public_id).first()
    if case is None or not (user.keeps_archives or user.has_role(Role.TEAM_LEAD, service=case.service.code)):
        raise Http404
    rule = rule_of(case)
    listed = DisposalLine.objects.filter(case=case, is_standing=True).exists()
    if case.state not in CLOSED or not (listed or (rule and eligible_cases(rule).filter(pk=case.pk).exists())):
        raise Http404
    return case


def rule_of(case, rules=None):
    """The rule in force for a closed case, or None."""
    rules = conservation_rules() if rules is None else rules
    return rules.get((case.version.procedure_id, ending_of(case)))


def afterwards(case):
    """One line for the people of a closed case, or None while nobody has written a rule."""
    rule = rule_of(case) if case.state in CLOSED else None
    if rule is None:
        return None
    sentence = {
        Outcome.DESTROY: _("Ce dossier est gardé jusqu’au %(until)s. Puis il est détruit, avec l’accord des archives."),
        Outcome.TRANSFER: _("Ce dossier est gardé jusqu’au %(until)s. Puis il est confié aux archives publiques."),
        Outcome.SORT: _("Ce dossier est gardé jusqu’au %(until)s. Puis les archives décident de ce qui en est gardé."),
    }[rule.outcome]
    return sentence % {"until": local_date(kept_until(case.closed_at, rule.years))}


def why_kept(rule):
    """The text a rule rests on and what follows its time, for the people of the case."""
    sentence = {
        Outcome.DESTROY: _("Texte : %(source)s. Puis le dossier est détruit, avec l’accord des archives."),
        Outcome.TRANSFER: _("Texte : %(source)s. Puis le dossier est confié aux archives publiques."),
        Outcome.SORT: _("Texte : %(source)s. Puis les archives décident de ce qui est gardé du dossier."),
    }[rule.outcome]
    return sentence % {"source": rule.source.rstrip(".")}


def kept_by_law(person) -> list[Kept]:
    """What the law has us keep of a person, in words of the language of the moment. A fixed number of queries."""
    return [*_kept_cases(person), *_kept_certificates(person), *_transferred(person), *_told_holds(person)]


def _closed_cases(person):
    mine = Party.objects.filter(user=person).values("case")
    return Case.objects.filter(pk__in=mine, state__in=CLOSED).select_related("version__procedure").order_by("pk")


def _kept_cases(person):
    rules = conservation_rules()
    return [_kept_case(case, rule_of(case, rules)) for case in _closed_cases(person)]


def _kept_case(case, rule):
    words = {"number": case.number, "name": say(case.procedure.names), "day": local_date(case.closed_at)}
    what = _("Dossier %(number)s (%(name)s), fermé le %(day)s") % words
    if rule is None:
        return Kept(what, _("Un dossier fermé n’est jamais détruit sans l’accord des archives."), None)
    return Kept(what, why_kept(rule), kept_until(case.closed_at, rule.years))


def _kept_certificates(person):
    rules = conservation_rules()
    cases = _closed_cases(person).filter(certificate__isnull=False)
    return [_kept_certificate(case, rule_of(case, rules)) for case in cases]


def _kept_certificate(case, rule):
    what = _("Certificat du dossier %(number)s") % {"number": case.number}
    why = _("Qui en a le code peut vérifier qu’il est vrai.")
    until = None if rule is None or rule.keeps_certificate else kept_until(case.closed_at, rule.years)
    return Kept(what, why, until)


def _transferred(person):
    """Cases given to the public archives: only the log still knows whose they were."""
    lines = journal.queries.entries_about(person).filter(verb="case.transferred")
    return [
        Kept(
            _("Dossier %(number)s, confié aux archives publiques") % {"number": line.data["number"]},
            _("Code du patrimoine, article L212-4. Référence : %(reference)s.") % {"reference": line.data["reference"]},
            None,
        )
        for line in lines
    ]


def _told_holds(person):
    return [
        Kept(
            _("Ce qui est gelé sous la référence %(reference)s") % {"reference": hold.reference},
            _("Une décision demande de tout garder : rien n’est effacé tant qu’elle tient."),
            None,
        )
        for hold in holds_on_person(person).filter(is_told=True).order_by("pk")
    ]
