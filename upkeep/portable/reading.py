"""Taking an archive in: all of it, or nothing."""

import json
import os
import tempfile
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms import memory, references
from journal.actions import record as log
from vault.scan import ensure_harmless

from .fields import children_of, read_fields
from .opening import opened
from .plan import check_pages, check_rows
from .shape import DOCUMENT, PAGE, PICTURE, BadArchive
from .writing import Names, file_record, page_record, redirect_record

CREATED, UPDATED, SAME = "created", "updated", "same"
WRONG = (KeyError, TypeError, AttributeError, ValueError, LookupError, DataError, IntegrityError)
FOCUS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")


class Line(NamedTuple):
    """What becomes of one thing: ``outcome`` created, updated or same; ``kind`` page, picture, document, redirect."""

    outcome: str
    kind: str
    title: str


def take_in(path, *, actor=None, dry_run=False):
    """``[Line, ...]`` of all the archive holds; with ``dry_run``, what would be done, everything being undone.

    Raises ``BadArchive`` with a sentence for people: nothing was changed then.
    """
    with opened(path) as archive:
        intake = Intake(archive, actor)
        try:
            with transaction.atomic():
                intake.run()
                if dry_run:
                    transaction.set_rollback(True)
        except BaseException:
            intake.remove_files()
            raise
        if dry_run:
            intake.remove_files()
            memory.forget_stamp()
        return intake.lines


class Intake:
    """One archive on its way in."""

    def __init__(self, archive, actor):
        self.archive, self.parts, self.actor = archive, archive.parts, actor
        self.lines, self.written = [], []

    def run(self):
        check_pages(self.parts["pages.json"])
        self.name = Names()
        self.pages = {reference: key for key, reference in self.name.pages.items()}
        self.files = {key: thing.pk for key, thing in self.name.files.items()}
        try:
            with references.together():
                self.take_files()
                self.take_pages()
                self.take_site()
                self.take_redirects()
        except ValidationError as error:
            raise BadArchive(" ".join(error.messages)) from error
        except WRONG as error:
            raise BadArchive(_("Une partie de l’archive est mal écrite.")) from error
        if any(line.outcome != SAME for line in self.lines):
            log("site_archive.imported", actor=self.actor, data={"pages": len(self.parts["pages.json"])})
            memory.renew()

    def number(self, kind, reference):
        """The key here of what a reference names, None when it leads nowhere."""
        return self.pages.get(reference) if kind == PAGE else self.files.get((kind, reference))

    def tell(self, outcome, kind, title):
        self.lines.append(Line(outcome, kind, str(title)))

    # Pictures and documents

    def take_files(self):
        for kind, part in ((PICTURE, "pictures.json"), (DOCUMENT, "documents.json")):
            for record in self.parts[part]:
                self.take_file(kind, record)

    def take_file(self, kind, record):
        known = self.name.files.get((kind, record["digest"]))
        if known is None:
            thing = self.picture(record) if kind == PICTURE else self.document(record)
            self.written.append(thing.file)
            self.files[kind, record["digest"]] = thing.pk
            return self.tell(CREATED, kind, record["title"])
        if like(file_record(kind, record["digest"], known), record, but="name"):
            return self.tell(SAME, kind, record["title"])
        known.title = record["title"]
        for name in ("description", *FOCUS) if kind == PICTURE else ():
            setattr(known, name, record[name])
        known.save()
        self.tell(UPDATED, kind, record["title"])

    def picture(self, record):
        """A new picture, looked at as one that an editor sends."""
        with self.archive.file(record["digest"]) as source:
            file = SimpleUploadedFile(file_name(record), source.read())
        file = WagtailImageField().to_python(file)
        picture = get_image_model()(title=record["title"], file=file, **{name: record[name] for name in FOCUS})
        picture.description = record["description"]
        picture.file_size = file.size
        picture.save()
        return picture

    def document(self, record):
        with tempfile.TemporaryFile() as kept, self.archive.file(record["digest"]) as source:
            while piece := source.read(1 << 20):
                kept.write(piece)
            kept.seek(0)
            document = get_document_model()(title=record["title"], file=File(kept, file_name(record)))
            document.file_size = kept.seek(0, os.SEEK_END)
            kept.seek(0)
            document.full_clean(exclude=["uploaded_by_user"])
            ensure_harmless(document.file)
            document.save()
        return document

    def remove_files(self):
        """What was written on the disk for a change that was not made."""
        for file in self.written:
            file.storage.delete(file.name)

    # Pages

    def take_pages(self):
        """Made first, so that all have a number; then filled, when every reference has somewhere to lead."""
        todo = []
        for record in self.parts["pages.json"]:
            page = Page.objects.filter(pk=self.pages.get(record["key"])).specific().first()
            if page is None:
                self.make(record)
                self.tell(CREATED, PAGE, record["fields"]["title"])
            elif page._meta.label_lower != record["type"]:
                raise BadArchive(_("Une page de ce site a la place d’une page d’un autre genre."))
            elif like(page_record(page, self.name), record):
                self.tell(SAME, PAGE, page.title)
                continue
            else:
                self.tell(UPDATED, PAGE, record["fields"]["title"])
            todo.append(record)
        for record in todo:
            self.fill(record)

    def make(self, record):
        model = apps.get_model(record["type"])
        same, _colon, language = record["key"].partition(":")
        locale = Locale.objects.get_or_create(language_code=language)[0]
        page = model(locale=locale, translation_key=same, **read_fields(model, record["fields"], self.number))
        page.live = False
        self.parent_of(record).add_child(instance=page)
        self.pages[record["key"]] = page.pk

    def parent_of(self, record):
        if record["parent"] is None:
            return Page.get_first_root_node()
        return Page.objects.get(pk=self.pages[record["parent"]])

    def fill(self, record):
        page = Page.objects.get(pk=self.pages[record["key"]]).specific
        parent = self.parent_of(record)
        if page.get_parent().pk != parent.pk:
            page.move(parent, pos="last-child")
            page = Page.objects.get(pk=page.pk).specific
        self.set_values(page, record)
        page.alias_of_id = self.number(PAGE, record["alias_of"]) if record["alias_of"] else None
        page.save()
        self.publish(page, record)
        references.follow(page)
        self.close(page, record["closed"])

    def set_values(self, page, record):
        for name, value in read_fields(type(page), record["fields"], self.number).items():
            setattr(page, name, value)
        for accessor, model in children_of(type(page)).items():
            rows = record["rows"].get(accessor, [])
            check_rows(model, rows)
            setattr(page, accessor, [model(**read_fields(model, row, self.number)) for row in rows])

    def publish(self, page, record):
        """Online or not, as it was there, with the days it was published."""
        if page.alias_of_id:
            Page.objects.filter(pk=page.pk).update(live=record["live"], draft_title=page.title)
        elif record["live"]:
            page.save_revision(user=self.actor).publish(user=self.actor)
        else:
            if page.live:
                page.unpublish(user=self.actor)
            page.save_revision(user=self.actor)
        days = {name: record[name] and parse_datetime(record[name]) for name in DAYS}
        Page.objects.filter(pk=page.pk).update(**days)

    def close(self, page, closed):
        PageViewRestriction.objects.filter(page=page.pk).delete()
        if closed:
            rule = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=closed["to"])
            rule.groups.set(Group.objects.filter(name__in=closed["groups"]))

    # What stands around the pages

    def take_site(self):
        root = self.number(PAGE, self.parts["site.json"]["root"])
        if root is None:
            return
        site = Site.objects.filter(is_default_site=True).first()
        site = site or Site(is_default_site=True, hostname="localhost", site_name="")
        if site.root_page_id != root:
            site.root_page_id = root
            site.save()

    def take_redirects(self):
        known = {each.old_path: each for each in Redirect.objects.filter(site=None)}
        for record in self.parts["redirects.json"]:
            redirect = known.get(record["from"])
            if redirect and like(redirect_record(redirect, self.name), record):
                self.tell(SAME, "redirect", record["from"])
                continue
            outcome, redirect = (UPDATED, redirect) if redirect else (CREATED, Redirect(old_path=record["from"]))
            redirect.redirect_page_id = self.number(PAGE, record["page"]) if record["page"] else None
            redirect.redirect_link, redirect.is_permanent = record["to"], record["permanent"]
            redirect.full_clean()
            redirect.save()
            self.tell(outcome, "redirect", record["from"])


DAYS = ("first_published_at", "last_published_at")


def like(ours, theirs, but=None):
    """Whether two records say the same, as JSON."""
    ours, theirs = json.loads(json.dumps(ours)), dict(theirs)
    if but:
        ours.pop(but, None), theirs.pop(but, None)
    return ours == theirs


def file_name(record):
    """A name without folder: whatever the archive says, the file stays in its place."""
    name = os.path.basename(str(record["name"]).replace("\\", "/"))
    return name[-100:] or "fichier"
