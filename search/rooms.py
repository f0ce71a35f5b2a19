"""What the rooms below show to anybody: pages, procedures, places, words explained."""

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction
from wagtail.search.index import SearchField
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cases.models import Procedure
from cms import routing
from cms.models import CommandmentPage, CommandmentsPage, FamilyPage, PublicPage, ServicePage, SituationPage
from coworking.enums import ResourceKind
from coworking.models import Resource
from dictionary.models import Notion, NotionWord
from dictionary.signals import changed as notions_changed

from . import index, sources
from .enums import SOURCE_LANGUAGE, Kind

KINDS = {
    ServicePage: Kind.SERVICE,
    FamilyPage: Kind.SERVICE,
    SituationPage: Kind.SITUATION,
    CommandmentPage: Kind.COMMANDMENT,
    CommandmentsPage: Kind.COMMANDMENT,
}
SHOWN_ELSEWHERE = {"title", "introduction"}
# The places one asks for, and the procedure that begins with them.
ASKED_BY = {ResourceKind.CEREMONY_ROOM: "marriage"}


def register():
    sources.register(sources.Source("page", page_keys, page_texts))
    sources.register(
        sources.Source("procedure", procedure_keys, procedure_texts, {Procedure: lambda procedure: [procedure.code]})
    )
    sources.register(
        sources.Source(
            "place",
            place_keys,
            place_texts,
            {Resource: lambda place: [place.code], Procedure: lambda procedure: places_of(procedure.code)},
        )
    )
    sources.register(
        sources.Source(
            "notion",
            notion_keys,
            notion_texts,
            {Notion: lambda notion: [notion.key], NotionWord: lambda word: [word.notion.key]},
        )
    )
    listen_to_pages()
    notions_changed.connect(all_notions_changed, dispatch_uid="search.notions")


# Pages


def public_pages():
    """What is published, in its own language, and closed to nobody."""
    return Page.objects.live().public().filter(depth__gt=1, alias_of=None)


def page_keys():
    return public_pages().order_by().values_list("translation_key", flat=True).distinct()


def page_texts(keys):
    pages = public_pages().filter(translation_key__in=keys).select_related("locale").specific()
    families = list(FamilyPage.objects.values_list("path", "family"))
    found = {}
    for page in pages:
        if isinstance(page, PublicPage):
            found.setdefault(str(page.translation_key), []).append(page_text(page, families))
    return found


def page_text(page, families):
    return sources.Text(
        language=page.locale.language_code,
        title=page.title,
        address=routing.address(page),
        summary=page.introduction or getattr(page, "town_hall", ""),
        body=body_of(page),
        kind=KINDS.get(type(page), Kind.PAGE),
        pictogram=pictogram_of(page, families),
    )


def body_of(page):
    """What the page's kind says can be searched, besides its title and introduction."""
    fields = [each for each in page.get_search_fields() if isinstance(each, SearchField)]
    values = [each.get_value(page) for each in fields if each.field_name not in SHOWN_ELSEWHERE]
    return flat(values)


def flat(value):
    if isinstance(value, list | tuple):
        return " ".join(filter(None, map(flat, value)))
    return str(value or "")


def pictogram_of(page, families):
    if isinstance(page, SituationPage):
        return page.pictogram
    if isinstance(page, CommandmentPage | CommandmentsPage):
        return "commandments"
    return next((family for path, family in families if page.path.startswith(path)), "file-text")


def listen_to_pages():
    for signal in (post_save, post_delete):
        signal.connect(page_changed, dispatch_uid="search.page")
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="search.restriction")
    for signal in (page_published, page_unpublished):
        signal.connect(page_shown_or_not, dispatch_uid="search.page")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(branch_moved, dispatch_uid="search.branch")


def page_changed(sender, instance, raw=False, update_fields=None, **kwargs):
    """A save of a few fields (path, number of children) changes nothing that is read here."""
    if issubclass(sender, Page) and update_fields is None and not raw:
        index.follow("page", [instance.translation_key])


def page_shown_or_not(instance, **kwargs):
    index.follow("page", [instance.translation_key])


def branch_moved(instance, **kwargs):
    """The addresses of all that stands below are other ones, and so may be their visitors."""
    index.follow("page", branch(instance))


def restriction_changed(instance, **kwargs):
    if page := Page.objects.filter(pk=instance.page_id).first():
        index.follow("page", branch(page))


def branch(page):
    return Page.objects.filter(path__startswith=page.path).order_by().values_list("translation_key", flat=True)


# Procedures


def procedure_keys():
    return Procedure.objects.filter(is_open=True).values_list("code", flat=True)


def procedure_texts(keys):
    return {each.code: texts_of(each) for each in Procedure.objects.filter(is_open=True, code__in=keys)}


def texts_of(procedure):
    languages = [code for code, _name in settings.LANGUAGES if procedure.names.get(code)]
    return [
        sources.Text(
            language=language,
            title=procedure.names[language],
            address=address_in(language, "cases:procedure", procedure.code),
            summary=procedure.summaries.get(language, ""),
            kind=Kind.PROCEDURE,
            pictogram=procedure.pictogram,
        )
        for language in languages
    ]


def address_in(language, name, *arguments):
    with translation.override(language):
        return reverse(name, args=arguments)


# Places


def open_places():
    asked = Procedure.objects.filter(code__in=ASKED_BY.values(), is_open=True).values_list("code", flat=True)
    kinds = [kind for kind, code in ASKED_BY.items() if code in asked]
    return Resource.objects.filter(is_active=True, kind__in=kinds, user=None)


def places_of(procedure_code):
    kinds = [kind for kind, code in ASKED_BY.items() if code == procedure_code]
    return Resource.objects.filter(kind__in=kinds).values_list("code", flat=True) if kinds else []


def place_keys():
    return open_places().values_list("code", flat=True)


def place_texts(keys):
    return {place.code: list(texts_of_place(place)) for place in open_places().filter(code__in=keys)}


def texts_of_place(place):
    """In French, and in the languages that call the place otherwise."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            name = str(place)
            if language == SOURCE_LANGUAGE or name != place.name:
                yield sources.Text(
                    language=language,
                    title=name,
                    address=address_in(language, "cases:procedure", ASKED_BY[place.kind]),
                    summary=about_place(place),
                    kind=Kind.PLACE,
                    pictogram="ceremony",
                )


def about_place(place):
    room = _("%(number)s personnes au plus") % {"number": place.capacity} if place.capacity else ""
    return " · ".join(filter(None, [place.where, room, _("se demande avec la démarche")]))


# Words of the dictionary in images


def shown_notions():
    return Notion.objects.filter(is_shown=True, words__language=SOURCE_LANGUAGE)


def notion_keys():
    return shown_notions().values_list("key", flat=True)


def notion_texts(keys):
    notions = shown_notions().filter(key__in=keys).prefetch_related("words")
    return {notion.key: [text_of_word(notion, word) for word in notion.words.all()] for notion in notions}


def text_of_word(notion, word):
    return sources.Text(
        language=word.language,
        title=word.word,
        address=address_in(word.language, "dictionary:notion", notion.key),
        summary=word.definition,
        kind=Kind.NOTION,
        pictogram=notion.pictogram or "book-open",
    )


def all_notions_changed(**kwargs):
    index.follow("notion", notion_keys())
