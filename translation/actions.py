"""Writes: translations are drafted, validated by somebody else, and follow the French."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from accounts.models import User
from cms import publication
from cms.enums import REVIEWERS, SOURCE_LANGUAGE
from cms.reading import OURS
from journal.actions import record
from notifications.actions import send

from . import queries, rules
from .checks import faults
from .enums import DraftState
from .models import Draft, Import, Standing
from .review import ensure_second_person
from .sentences import answer, answers, compare, count_changed, sentences, write

FRONT_DOOR = 2  # the depth in the tree of the first page of a language


class Conflict(Exception):
    """Somebody else changed the same thing in the meantime: views answer 409."""


@dataclass(frozen=True)
class Text:
    """What was written for a French sentence. ``digest`` is that of the French that was read."""

    key: str
    digest: str
    text: str
    kept: bool = False
    machine: bool = False


# What pages say when they are published


def page_published(page):
    """A French page changes what its translations answer; a translation answers the French of its first day."""
    if page.alias_of_id or not hasattr(page, "introduction"):
        return
    if page.locale.language_code == SOURCE_LANGUAGE:
        french_changed(page)
    elif source := queries.source_of(page):
        translation_published(page, source.specific)


def french_changed(page):
    """Count again, for each translation, the sentences that changed."""
    found = list(Standing.objects.filter(source_id=page.pk))
    french = sentences(page) if found else []
    for standing in found:
        standing.stale = count_changed(compare(french, standing.answers))
        standing.save(update_fields=["stale", "changed_at"])


def translation_published(page, source):
    """Written elsewhere than here, it is right when it appears; changed since, nobody whose language it is read it."""
    standing = Standing.objects.filter(page_id=page.pk).first()
    if standing is None:
        found = answers(sentences(source), sentences(page))
        Standing.objects.get_or_create(page_id=page.pk, defaults={"source_id": source.pk, "answers": found})
        if page.depth == FRONT_DOOR:
            ensure_second_person(page)
    elif standing.read_at:
        standing.read_at = standing.read_by = None
        standing.save(update_fields=["read_at", "read_by", "changed_at"])


@transaction.atomic
def take_stock(limit=500):
    """Translations that were here before the board: right until their French changes. Gives how many were new."""
    known = Standing.objects.values("page")
    pages = Page.objects.filter(live=True, alias_of=None, locale__language_code__in=queries.LANGUAGES, depth__gt=1)
    found = list(pages.exclude(pk__in=known).order_by("pk")[:limit])
    for page in found:
        page_published(page.specific)
    return len(found)


# Writing


@transaction.atomic
def save_draft(*, source, language, texts, actor, number=None):
    """Keep what was written. ``number`` is the draft that was read (0 for none); ``Conflict`` if it changed since."""
    draft = locked_draft(source, language, number)
    changed = merge(draft, texts)
    if not changed and draft.pk is None:
        return None
    draft.author, draft.state = actor, DraftState.WRITING
    draft.number += 1
    draft.save()
    if actor and any(not text.machine for text in texts):
        draft.translators.add(actor)
    record("translation.saved", actor=actor, target=source, data={"language": language, "sentences": changed})
    return draft


def locked_draft(source, language, number=None):
    """The open draft, held until the end of the transaction, or a new one."""
    Page.objects.select_for_update(of=("self",)).get(pk=source.pk)
    draft = Draft.objects.select_for_update().filter(source_id=source.pk, language=language)
    draft = draft.filter(state__in=[DraftState.WRITING, DraftState.SUBMITTED]).first()
    draft = draft or Draft(source_id=source.pk, language=language)
    if number is not None and number != draft.number:
        raise Conflict
    return draft


def merge(draft, texts):
    """Put the texts in the draft; give how many are not what it had."""
    changed = 0
    for text in texts:
        entry = {"digest": text.digest, "text": text.text, "kept": text.kept, "machine": text.machine}
        former = draft.texts.get(text.key)
        if former and former["text"] == text.text and former.get("machine"):
            entry["machine"] = True  # a machine's words stay a machine's until somebody changes them
        if former != entry:
            draft.texts[text.key] = entry
            changed += 1
    return changed


@transaction.atomic
def submit(*, draft, actor):
    """Ask a second person. Raises ``ValidationError`` while a sentence waits or a text is not right."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.WRITING:
        raise Conflict
    check_whole(queries.sheet(draft.source.specific, draft.language, draft))
    draft.state, draft.author, draft.comment = DraftState.SUBMITTED, actor, ""
    draft.number += 1
    draft.save()
    draft.translators.add(actor)
    record("translation.submitted", actor=actor, target=draft.source, data={"language": draft.language})
    tell_reviewers(draft)
    return draft


def check_whole(sheet):
    if sheet.todo:
        raise ValidationError(_("Il reste des phrases à traduire, ou à déclarer justes."))
    for row in sheet.rows:
        if problems := faults(row.sentence, row.value, type(sheet.source)):
            raise ValidationError(problems)


def tell_reviewers(draft):
    people = User.objects.filter(groups__name=REVIEWERS, is_active=True)
    for person in people.exclude(pk__in=draft.translators.values("pk")).distinct():
        send(
            "translation_to_validate",
            recipient=person,
            context=words_about(draft),
            url=address(draft),
            target=draft.source,
        )


def words_about(draft):
    return {
        "title": draft.source.title,
        "language": str(queries.LANGUAGES[draft.language]),
        "author": str(draft.author or ""),
        "validator": str(draft.validator or ""),
        "comment": draft.comment,
    }


def address(draft):
    return reverse("translation:edit", args=[draft.source_id, draft.language])


# The second person


@transaction.atomic
def validate(*, draft, actor, number, is_native=False):
    """Publish what somebody else translated. ``number`` is the draft that was read."""
    draft = submitted(draft, actor, number)
    sheet = queries.sheet(draft.source.specific, draft.language, draft)
    check_whole(sheet)
    page = published(sheet, actor)
    draft.state, draft.validator, draft.comment = DraftState.VALIDATED, actor, ""
    draft.save()
    stand(page, sheet, actor if is_native else None)
    record("translation.validated", actor=actor, target=page, data={"language": draft.language})
    tell_author(draft, "translation_validated")
    return page


def submitted(draft, actor, number):
    draft = Draft.objects.select_for_update(of=("self",)).select_related("author").get(pk=draft.pk)
    if draft.state != DraftState.SUBMITTED or draft.number != number:
        raise Conflict
    if not rules.may_validate(actor, draft):
        raise PermissionDenied
    return draft


def published(sheet, actor):
    """The page with its new texts, online. A page that was not written is made under the translation of its parent."""
    page = sheet.page or blank(sheet)
    if page.pk and page.locked:
        raise ValidationError(_("Cette page est verrouillée dans l’éditeur : demandez à la déverrouiller."))
    write(sheet.source, page, sheet.texts, sheet.answered)
    try:
        page.full_clean(exclude=["path", "depth", "slug"])
    except ValidationError as error:
        raise ValidationError(error.messages) from error
    if wrong := publication.faults(page):
        raise ValidationError(wrong)
    if page.pk is None:
        parent_for(sheet).add_child(instance=page)
    page.save_revision(user=actor, log_action=True, clean=False).publish(user=actor)
    return type(page).objects.get(pk=page.pk)


def blank(sheet):
    source = sheet.source
    locale = Locale.objects.get(language_code=sheet.language)
    slug = f"{source.slug}-{sheet.language}" if source.depth == 2 else source.slug
    return type(source)(
        locale=locale, translation_key=source.translation_key, slug=slug, title=source.title, live=False
    )


def parent_for(sheet):
    parent = sheet.source.get_parent()
    if parent.is_root():
        return parent
    found = queries.translation_of(parent, sheet.language)
    if found is None or not found.live:
        words = _("Traduisez d’abord la page au-dessus : « %(title)s ».")
        raise ValidationError(words % {"title": parent.title})
    return found


def stand(page, sheet, reader):
    """What the page answers from now on; its blocks bear the identifiers of the French."""
    there = {each.key for each in sentences(page)}
    found = [answer(row.sentence, row.key if row.key in there else "") for row in sheet.rows]
    read_at = timezone.now() if reader else None
    if page.depth == FRONT_DOOR:
        ensure_second_person(page)
    values = {"source_id": sheet.source.pk, "answers": found, "stale": 0, "read_by": reader, "read_at": read_at}
    Standing.objects.update_or_create(page_id=page.pk, defaults=values)


def tell_author(draft, kind):
    if draft.author and draft.author != draft.validator:
        send(kind, recipient=draft.author, context=words_about(draft), url=address(draft), target=draft.source)


@transaction.atomic
def send_back(*, draft, actor, number, comment):
    """The author takes it up again, with a word."""
    draft = submitted(draft, actor, number)
    draft.state, draft.validator, draft.comment = DraftState.WRITING, actor, comment
    draft.number += 1
    draft.save()
    record("translation.sent_back", actor=actor, target=draft.source, data={"language": draft.language})
    tell_author(draft, "translation_sent_back")
    return draft


@transaction.atomic
def discard(*, source, language, actor, number):
    """Throw a draft away: the published translation, if there is one, stays."""
    draft = locked_draft(source, language, number)
    if draft.pk is None:
        raise Conflict
    if draft.state == DraftState.SUBMITTED and not rules.has_translated(actor, draft) and not rules.is_reviewer(actor):
        raise PermissionDenied
    draft.delete()
    record("translation.discarded", actor=actor, target=source, data={"language": language})


# Small changes, readers


@transaction.atomic
def declare_minor(*, source, actor, language=""):
    """The French changed and the sense did not: translations (one language, or all) answer it as they are."""
    french = sentences(source)
    found = Standing.objects.select_for_update().filter(source_id=source.pk, stale__gt=0)
    if language:
        found = found.filter(page__locale__language_code=language)
    found = list(found)
    for standing in found:
        standing.answers, standing.stale = still_answered(french, standing.answers), 0
        standing.save(update_fields=["answers", "stale", "changed_at"])
    if found:
        data = {"language": language or "all", "translations": len(found)}
        record("translation.minor_change", actor=actor, target=source, data=data)
    return len(found)


def still_answered(french, answered):
    lines = compare(french, answered)
    return [answer(line.now, line.answered["at"] if line.answered else "") for line in lines if line.now]


@transaction.atomic
def confirm_reading(*, page, actor, is_read):
    """Somebody whose language it is read the page, and found it right; or that is taken back."""
    standing = Standing.objects.select_for_update().get(page_id=page.pk)
    if page.locale.language_code not in OURS:
        raise ValidationError(_("Cette langue n’attend pas de relecture."))
    standing.read_by, standing.read_at = (actor, timezone.now()) if is_read else (None, None)
    standing.save(update_fields=["read_by", "read_at", "changed_at"])
    record("translation.read" if is_read else "translation.unread", actor=actor, target=page)


# Files


@transaction.atomic
def apply_import(*, received, actor):
    """Put a file's texts in drafts; those whose French changed since they were shown are left out. Gives counts."""
    kept = left = 0
    for (page_id, language), entries in by_page(received.entries).items():
        source = queries.sources().filter(pk=page_id).first()
        today = {each.key: each.digest for each in sentences(source.specific)} if source else {}
        texts = [Text(e["key"], e["digest"], e["text"]) for e in entries if today.get(e["key"]) == e["digest"]]
        left += len(entries) - len(texts)
        if texts:
            save_draft(source=source, language=language, texts=texts, actor=actor)
            kept += len(texts)
    Import.objects.filter(pk=received.pk).delete()
    record("translation.imported", actor=actor, data={"sentences": kept, "left": left})
    return kept, left


def by_page(entries):
    pages = {}
    for entry in entries:
        pages.setdefault((entry["page"], entry["language"]), []).append(entry)
    return pages
