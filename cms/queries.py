"""Reads: families, services, commandments, procedures, in the visitor's language with French where it is missing."""

from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from django.urls import reverse

from cases.models import Procedure
from cases.paper_forms import Where
from cases.requirements import needed

from . import memory, routing
from .enums import SOURCE_LANGUAGE
from .models import (
    AgendaPage,
    CommandmentPage,
    CommandmentsPage,
    FamilyIndexPage,
    FamilyPage,
    GuidePage,
    NewsIndexPage,
    ServicePage,
    SituationPage,
    StandardPage,
)

# Slugs of the pages the footer leads to.
FOOTER_PAGES = {
    "accessibility_url": "accessibilite",
    "legal_url": "mentions-legales",
    "privacy_url": "vos-donnees",
    "credits_url": "credits-et-code-source",
}


@dataclass(frozen=True)
class Text:
    """A page as others point to it: title, path, and the language its words are in."""

    title: str
    url: str
    language: str
    text: str = ""
    is_partner: bool = False

    @property
    def dir(self):
        return routing.direction(self.language)


@dataclass(frozen=True)
class FamilyDoor(Text):
    code: str = ""
    place: str = ""
    services: list = field(default_factory=list)
    partners: list = field(default_factory=list)


@dataclass(frozen=True)
class Commandment(Text):
    """A pair of commitments."""

    number: int = 0
    town_hall: str = ""
    resident: str = ""


@dataclass(frozen=True)
class SituationDoor(Text):
    """A situation of the guide, with its pictogram."""

    pictogram: str = ""


@dataclass(frozen=True)
class ServiceCard(Text):
    """A service with what one needs to go there: where, when, and the papers it asks for, a line each."""

    code: str = ""
    place: str = ""
    hours: str = ""
    papers: list = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    """A paper that a procedure asks of everybody, in the language it is named in."""

    title: str
    pictogram: str
    language: str

    @property
    def dir(self):
        return routing.direction(self.language)


@dataclass(frozen=True)
class ProcedureCard(Text):
    """A procedure and the papers it asks of everybody."""

    form_url: str = ""
    pictogram: str = ""
    papers: list = field(default_factory=list)


def in_source(model):
    """The pages of the French tree that everybody may read, in the order editors gave them."""
    pages = model.objects.live().public().filter(locale__language_code=SOURCE_LANGUAGE, alias_of=None)
    return pages.select_related("locale").order_by("path")


def text_of(page, language, kind=Text, **extra):
    return kind(
        title=page.title,
        url=routing.address(page, language),
        language=routing.language_of(page),
        text=page.introduction,
        **extra,
    )


def commandments(language):
    """The nineteen, in order."""
    return memory.remember(("commandments", language), lambda: load_commandments(language))


def load_commandments(language):
    pages = routing.localized(in_source(CommandmentPage).order_by("number", "path"), language)
    return [
        text_of(page, language, Commandment, number=page.number, town_hall=page.town_hall, resident=page.resident)
        for page in pages
    ]


def commandment_for(path, language, day=None):
    """The commandment a page shows today: always the same one for a page and a day. None before there is any."""
    every = commandments(language)
    day = day or date.today()
    return every[crc32(f"{day:%Y%j}{path}".encode()) % len(every)] if every else None


def around(number, language):
    """The commandments before and after ``number``, None at the ends."""
    every = commandments(language)
    before = [each for each in every if each.number < number]
    after = [each for each in every if each.number > number]
    return (before[-1] if before else None, after[0] if after else None)


def families_with_services(language):
    """The four families, each with its services and its partners."""
    return memory.remember(("families", language), lambda: load_families(language))


def load_families(language):
    services = list(in_source(ServicePage).select_related("locale", "service"))
    families = list(in_source(FamilyPage))
    own_services = dict(zip([page.path for page in services], routing.localized(services, language), strict=True))
    doors = []
    for source, page in zip(families, routing.localized(families, language), strict=True):
        inside = [
            text_of(own_services[each.path], language, is_partner=each.is_partner)
            for each in services
            if each.path.startswith(source.path)
        ]
        doors.append(
            text_of(
                page,
                language,
                FamilyDoor,
                code=page.family,
                place=page.place,
                services=[each for each in inside if not each.is_partner],
                partners=[each for each in inside if each.is_partner],
            )
        )
    return doors


def situations(language):
    """The situations of the guide, in the order editors gave them."""
    return memory.remember(("situations", language), lambda: load_situations(language))


def load_situations(language):
    pages = routing.localized(in_source(SituationPage), language)
    return [text_of(page, language, SituationDoor, pictogram=page.pictogram) for page in pages]


def around_situation(page, language):
    """What belongs to a situation, read where it is kept: its services, its procedures, the papers they ask for."""
    key = ("situation", page.pk, page.latest_revision_id, language)
    return memory.remember(key, lambda: load_around_situation(page, language))


def load_around_situation(page, language):
    return {
        "services": service_cards(page.service_codes, language),
        "procedures": [procedure_card(each, language) for each in open_procedures(page.procedure_codes)],
    }


def procedure_card(procedure, language):
    needs = needed(procedure.versions.all()[0].definition, {}, {})
    papers = [paper(requirement, language) for requirement in needs]
    return procedure_text(procedure, language, ProcedureCard, papers=papers)


def paper(requirement, language):
    spoken = language if requirement.titles.get(language) else SOURCE_LANGUAGE
    return Paper(requirement.titles[spoken], requirement.document_type, spoken)


def service_cards(codes, language):
    """The pages of the services of these codes, in the order of the codes."""
    found = in_source(ServicePage).filter(service__code__in=codes).select_related("locale", "service")
    by_code = {source.service.code: source for source in found}
    sources = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    pages = routing.localized(sources, language)
    return [service_card(page, source, language) for page, source in zip(pages, sources, strict=True)]


def where_to_bring(code, language):
    """The place and hours on the page of the service of this code, in its language; None without a page."""
    cards = memory.remember(("service-card", code, language), lambda: service_cards([code], language))
    return next((Where(card.place, card.hours, card.language) for card in cards), None)


def service_card(page, source, language):
    return text_of(
        page,
        language,
        ServiceCard,
        code=source.service.code,
        place=page.place,
        hours=page.hours,
        papers=page.document_lines,
    )


def situation(slug, language):
    """The published situation of the guide whose French page has this slug, in ``language`` or else in French.

    None when there is none.
    """
    source = in_source(SituationPage).filter(slug=slug).first()
    return routing.localized([source], language)[0] if source else None


def booklet_url(page):
    """Where the booklet of a situation is printed, in the visitor's language."""
    source = in_source(SituationPage).filter(translation_key=page.translation_key).values_list("slug", flat=True)
    return reverse("cms:booklet", args=[source.first() or page.slug])


def services_of(family, language):
    """Services and partners of a family page, whatever the language of that page."""
    doors = [door for door in families_with_services(language) if door.code == family.family]
    return [service for door in doors for service in [*door.services, *door.partners]]


def family_of(service_page):
    """The family code of the page above, for its colour."""
    every = memory.remember("families", lambda: list(FamilyPage.objects.values_list("path", "family")))
    return next((family for path, family in every if service_page.path.startswith(path)), "")


def navigation(language):
    """Addresses of the pages that the header and the footer lead to, ``""`` while they do not exist."""
    return memory.remember(("navigation", language), lambda: load_navigation(language))


def load_navigation(language):
    found = {
        "guide_url": in_source(GuidePage).first(),
        "commandments_url": in_source(CommandmentsPage).first(),
        "families_url": in_source(FamilyIndexPage).first(),
        "news_url": in_source(NewsIndexPage).first(),
        "agenda_url": in_source(AgendaPage).first(),
        **{name: in_source(StandardPage).filter(slug=slug).first() for name, slug in FOOTER_PAGES.items()},
    }
    return {
        name: routing.address(routing.localized([page], language)[0], language) if page else ""
        for name, page in found.items()
    }


def procedures(codes, language):
    """Procedures open online among ``codes``, as texts that link to them."""
    return [procedure_text(procedure, language, ProcedureCard) for procedure in open_procedures(codes)]


def open_procedures(codes):
    """The procedures of these codes that are open online."""
    if not codes:
        return []
    return list(Procedure.objects.filter(code__in=codes, is_open=True).prefetch_related("versions"))


def procedure_text(procedure, language, kind=Text, **extra):
    spoken = language if procedure.names.get(language) else SOURCE_LANGUAGE
    if kind is ProcedureCard:
        form_url = reverse("cases:paper_form", args=[procedure.code])
        extra |= {"pictogram": procedure.pictogram, "form_url": form_url}
    return kind(
        title=procedure.names.get(spoken, procedure.code),
        url=procedure_url(procedure.code),
        language=spoken,
        text=procedure.summaries.get(spoken, ""),
        **extra,
    )


def procedure_url(code):
    return reverse("cases:procedure", args=[code])


def procedures_url():
    return reverse("cases:procedures")
