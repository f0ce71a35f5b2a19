"""The public pages of the demo: French first, Arabic and English where they are written. Idempotent.

Texts come from ``cms/content``; a page that exists is left as editors made it.
"""

import tomllib
import uuid
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.blocks import ListBlock
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site

from accounts.models import Service

from . import groups, references
from .enums import SOURCE_LANGUAGE
from .models import (
    AgendaPage,
    CommandmentPage,
    CommandmentsPage,
    EventPage,
    FamilyIndexPage,
    FamilyPage,
    GuidePage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    OfficialPage,
    OfficialsPage,
    PressPage,
    ServicePage,
    SituationPage,
    StandardPage,
)

CONTENT = Path(__file__).parent / "content"
BLOCKS = uuid.UUID("2b6ff0f5-3a0e-4c8a-8d0a-55b5a4c3b7de")


@transaction.atomic
def load(examples=True):
    """Locales, groups, site and pages that are missing; ``examples``: invented news, events and officials too."""
    with references.together():
        make(examples)


def make(examples):
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    groups.ensure_groups()
    for membership_holder in staff_of_the_editing_room():
        groups.follow_roles(membership_holder)
    homes = ensure_homes(locales)
    ensure_site(homes[SOURCE_LANGUAGE])
    ensure_guide(homes, locales)
    ensure_families(homes, locales)
    ensure_commandments(homes, locales)
    ensure_kit(homes, locales, examples)
    for standard in content("pages")["standard"]:
        words = {**words_of("pages", standard["slug"]), **standard}
        ensure_page(StandardPage, homes, locales, {"slug": standard["slug"]}, words)


def staff_of_the_editing_room():
    from accounts.enums import Role
    from accounts.models import User

    roles = [Role.EDITOR, Role.TEAM_LEAD, Role.ADMINISTRATOR]
    return User.objects.filter(memberships__role__in=roles).distinct()


@cache
def content(name):
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def words_of(part, key):
    """``{language: texts}`` of a page among those translated apart, a file a language in ``content/words``."""
    files = {path.stem: content(f"words/{path.stem}") for path in (CONTENT / "words").glob("*.toml")}
    return {language: texts[part][key] for language, texts in files.items() if key in texts.get(part, {})}


def ensure_homes(locales):
    root = Page.get_first_root_node()
    words = {**words_of("pages", "home"), **content("pages")["home"]}
    shared = {"slug": "accueil", "front": FRONT, "openings": OPENINGS, "phone": "01 44 52 29 00"}
    return ensure_page(HomePage, dict.fromkeys(locales, root), locales, shared, words)


PARTS = ["welcome", "search", "doors", "situations", "news", "events", "body", "visit"]
PLACED = {"doors": {"title": ""}, "situations": {"title": ""}, "news": {"title": "", "number": 3}}
FRONT = [{"type": part, "value": {**PLACED, "events": PLACED["news"]}.get(part)} for part in PARTS]
OPENINGS = [
    {"type": "opening", "value": {"days": days, "opens": opens, "closes": closes}}
    for days, opens, closes in [
        (["Monday", "Tuesday", "Wednesday", "Friday"], "08:30", "17:00"),
        (["Thursday"], "08:30", "19:30"),
        (["Saturday"], "09:00", "12:30"),
    ]
]


def ensure_site(home):
    """The only site; the page Wagtail came with leaves."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    former = site.root_page if site.root_page_id and site.root_page_id != home.pk else None
    site.site_name, site.root_page = settings.SITE_NAME, home
    site.save()
    if former and former.specific_class is Page:
        former.delete()


def ensure_guide(homes, locales):
    shapes = content("guide")
    words = {path.stem: content(f"guide/{path.stem}") for path in (CONTENT / "guide").glob("*.toml")}

    def texts(name):
        return {language: each[name] for language, each in words.items() if name in each}

    guides = ensure_page(GuidePage, homes, locales, shapes["index"], texts("index"))
    for shape in shapes["situation"]:
        shared = {
            "slug": shape["slug"],
            "pictogram": shape["pictogram"],
            "services": [{"type": "service", "value": code} for code in shape["services"]],
            "online": [procedure(code) for code in shape["procedures"]],
        }
        ensure_page(SituationPage, guides, locales, shared, texts(shape["slug"]))


def ensure_families(homes, locales):
    words = {**words_of("pages", "families"), **content("pages")["families"]}
    indexes = ensure_page(FamilyIndexPage, homes, locales, {"slug": words["fr"]["slug"]}, words)
    services = Service.objects.in_bulk(field_name="code")
    for family in content("pages")["family"]:
        shared = {"slug": family["slug"], "family": family["family"]}
        pages = ensure_page(FamilyPage, indexes, locales, shared, {**words_of("pages", family["slug"]), **family})
        for french in content("services")["service"]:
            service = services.get(french["service"])
            if service and service.family == family["family"]:
                ensure_service(service, pages, locales, french)


def ensure_service(service, pages, locales, french):
    """What has no language (who to call, where to begin online) is the same in each."""
    shared = {"slug": french["slug"], "service": service}
    online = {"online": french["online"]} if "online" in french else {}
    translated = {language: {**online, **texts} for language, texts in words_of("services", service.code).items()}
    ensure_page(ServicePage, pages, locales, shared, {"fr": french, **translated})


def ensure_commandments(homes, locales):
    words = {**words_of("pages", "commandments"), **content("pages")["commandments"]}
    parents = ensure_page(CommandmentsPage, homes, locales, {"slug": words["fr"]["slug"]}, words)
    for pair in content("commandments")["commandment"]:
        slug = f"{pair['number']}-{slugify(pair['fr']['title'].replace('’', ' '))}"
        shared = {"slug": slug, "number": pair["number"]}
        ensure_page(
            CommandmentPage, parents, locales, shared, {**words_of("commandments", str(pair["number"])), **pair}
        )


def ensure_kit(homes, locales, examples):
    """News, agenda, elected officials and press. Days are counted from the day of the demo."""
    kit = content("kit")
    services = Service.objects.in_bulk(field_name="code")
    indexes = {}
    for kind, model in INDEXES.items():
        texts = {**words_of("kit", kind), **kit[kind]}
        indexes[kind] = ensure_page(model, homes, locales, {"slug": kit[kind]["slug"]}, texts)
    for kind, model in CHILDREN.items() if examples else ():
        for each in kit[f"{kind}_page"]:
            shared = {name: value for name, value in each.items() if name not in NOT_FIELDS} | times(each)
            if "service" in each:
                shared["service"] = services.get(each["service"])
            ensure_page(model, indexes[kind], locales, shared, {**words_of("kit", each["slug"]), **each})


INDEXES = {"news": NewsIndexPage, "agenda": AgendaPage, "officials": OfficialsPage, "press": PressPage}
NOT_FIELDS = {"fr", "service", "in_days", "hours", "for_weeks"}
CHILDREN = {"news": NewsPage, "agenda": EventPage, "officials": OfficialPage, "press": NewsPage}


def times(shape):
    """``in_days`` from today, at ``hours`` (from, to), for ``for_weeks`` weeks, as the fields of a page."""
    if "in_days" not in shape:
        return {}
    day = timezone.localdate() + timedelta(days=shape["in_days"])
    if "hours" not in shape:
        return {"date": day}
    start, end = (timezone.make_aware(datetime.combine(day, time.fromisoformat(hour))) for hour in shape["hours"])
    weeks = {"weekly_until": day + timedelta(weeks=shape["for_weeks"])} if "for_weeks" in shape else {}
    return {"starts": start, "ends": end, **weeks}


def ensure_page(model, parents, locales, shared, words):
    """The page and its translations, ``{language: page}``; published if they had to be made.

    ``shared`` holds the fields that are alike in all languages, ``words`` the texts by language.
    """
    pages = {}
    for language in [SOURCE_LANGUAGE, *sorted(set(words) & set(locales) - {SOURCE_LANGUAGE})]:
        parent = parents.get(language)
        if parent is None or not isinstance(words.get(language), dict):
            continue
        pages[language] = existing(parent, model, locales[language], shared["slug"]) or publish(
            model, parent, locales[language], {**shared, **fields(model, words[language])}, pages.get(SOURCE_LANGUAGE)
        )
    return pages


def existing(parent, model, locale, slug):
    slugs = [slug, f"{slug}-{locale.language_code}"]
    return model.objects.child_of(parent).filter(locale=locale, slug__in=slugs).first()


def publish(model, parent, locale, values, source):
    """A page made as an editor makes it: a first revision, published."""
    given = {name: with_ids(model._meta.get_field(name), value, values["slug"]) for name, value in values.items()}
    page = model(locale=locale, **given)
    if source is not None:
        page.translation_key = source.translation_key
    if parent.is_root() and source is not None:
        page.slug = f"{page.slug}-{locale.language_code}"  # the front doors of all languages are neighbours
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    references.follow(page)
    page.refresh_from_db()
    parent.refresh_from_db()
    return page


def with_ids(field, value, slug):
    """Blocks and their lists bear the same identifiers in every language: by page, field and place."""
    if not isinstance(field, StreamField):
        return value
    kinds = field.stream_block.child_blocks
    return [identified(each, f"{slug}/{field.name}/{place}", kinds[each["type"]]) for place, each in enumerate(value)]


def identified(block, place, kind):
    value = block["value"]
    if isinstance(value, dict):
        parts = kind.child_blocks
        lists = {name for name, each in value.items() if isinstance(each, list) and isinstance(parts[name], ListBlock)}
        value = {name: items(each, f"{place}/{name}") if name in lists else each for name, each in value.items()}
    return {**block, "value": value, "id": str(uuid.uuid5(BLOCKS, place))}


def items(value, place):
    ids = [str(uuid.uuid5(BLOCKS, f"{place}/{rank}")) for rank in range(len(value))]
    return [{"type": "item", "value": each, "id": key} for each, key in zip(value, ids, strict=True)]


def fields(model, words):
    """The texts as the fields of ``model``; blocks in the raw form of StreamField."""
    names = {field.name for field in model._meta.get_fields()}
    values = {name: value for name, value in words.items() if name in names and name not in {"slug", "service"}}
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if "meaning" in words:
        values["introduction"] = words["meaning"]
    for name, convert in {"body": block, "contacts": contact, "online": procedure}.items():
        if name in values:
            values[name] = [convert(each) for each in values[name]]
    return values


def block(raw):
    """Blocks that say nothing of their own (the audit, what is kept, the licences) have no value."""
    value = {key: each for key, each in raw.items() if key != "type"}
    return {"type": raw["type"], "value": value or None}


def contact(raw):
    return {"type": "contact", "value": raw}


def procedure(code):
    return {"type": "procedure", "value": code}
