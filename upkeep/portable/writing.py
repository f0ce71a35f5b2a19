"""Writing the archive of the site."""

import hashlib
import json
import tempfile
import zipfile

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site

from .fields import children_of, write_fields
from .shape import DOCUMENT, FORMAT, PAGE, PICTURE, VERSION

PIECE = 1 << 20  # bytes


class Names:
    """References for what pages point to; files are read once."""

    def __init__(self):
        self.pages = {
            key: f"{same}:{language}"
            for key, same, language in Page.objects.filter(depth__gt=1).values_list(
                "pk", "translation_key", "locale__language_code"
            )
        }
        self.files = {}
        self.things = {PICTURE: {}, DOCUMENT: {}}
        for kind, model in ((PICTURE, get_image_model()), (DOCUMENT, get_document_model())):
            for thing in model.objects.order_by("pk"):
                self.add(kind, thing)

    def add(self, kind, thing):
        """A file that is lost on the disk is left out: the pages that show it have lost it already."""
        try:
            digest = digest_of(thing.file)
        except (FileNotFoundError, ValueError):
            return
        self.things[kind][thing.pk] = digest
        self.files.setdefault((kind, digest), thing)

    def __call__(self, kind, key):
        """The reference of the thing with this key, None when it is no more."""
        return self.pages.get(key) if kind == PAGE else self.things[kind].get(key)


def digest_of(file):
    digest = hashlib.sha256()
    with file.storage.open(file.name) as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def page_record(page, name):
    """All that travels of a page of its own kind."""
    parent = page.get_parent()
    return {
        "key": name(PAGE, page.pk),
        "type": page._meta.label_lower,
        "parent": name(PAGE, parent.pk),
        "alias_of": name(PAGE, page.alias_of_id) if page.alias_of_id else None,
        "live": page.live,
        "first_published_at": moment(page.first_published_at),
        "last_published_at": moment(page.last_published_at),
        "closed": restriction(page),
        "fields": write_fields(page, name),
        "rows": {
            accessor: [write_fields(row, name) for row in getattr(page, accessor).all()]
            for accessor in sorted(children_of(type(page)))
        },
    }


def moment(value):
    return value.isoformat() if value else None


def restriction(page):
    """Who may see a page; a password does not travel, and such a page arrives closed to who is not signed in."""
    found = PageViewRestriction.objects.filter(page=page.pk).first()
    if found is None:
        return None
    if found.restriction_type == PageViewRestriction.GROUPS:
        return {"to": "groups", "groups": sorted(found.groups.values_list("name", flat=True))}
    return {"to": "login", "groups": []}


def file_record(kind, digest, thing):
    """A picture or a document, its file apart."""
    record = {"digest": digest, "title": thing.title, "name": thing.filename}
    if kind == PICTURE:
        focus = ["focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"]
        record |= {"description": getattr(thing, "description", ""), **{each: getattr(thing, each) for each in focus}}
    return record


def redirect_record(redirect, name):
    return {
        "from": redirect.old_path,
        "page": name(PAGE, redirect.redirect_page_id) if redirect.redirect_page_id else None,
        "to": redirect.redirect_link,
        "permanent": redirect.is_permanent,
    }


def records(name):
    """``{part: JSON value}`` of the whole site."""
    pages = Page.objects.filter(depth__gt=1).order_by("depth", "path").specific()
    root = Site.objects.filter(is_default_site=True).values_list("root_page", flat=True).first()
    return {
        "site.json": {"root": name(PAGE, root) if root else None},
        "pages.json": [page_record(page, name) for page in pages],
        "pictures.json": [file_record(*key, thing) for key, thing in name.files.items() if key[0] == PICTURE],
        "documents.json": [file_record(*key, thing) for key, thing in name.files.items() if key[0] == DOCUMENT],
        "redirects.json": [redirect_record(each, name) for each in Redirect.objects.order_by("pk")],
    }


def save(target):
    """Write the archive of the site into ``target``, a path or a file; gives ``{part: number of things}``.

    The pages are as they are published; of a draft that is not, its last saved state. Drafts of published pages,
    reviews and histories stay here.
    """
    name = Names()
    parts = records(name)
    manifest = {"format": FORMAT, "version": VERSION, "made_at": timezone.now().isoformat(), "parts": {}}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, value in parts.items():
            body = json.dumps(value, ensure_ascii=False, indent=1).encode()
            archive.writestr(part, body)
            manifest["parts"][part] = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
        for (_kind, digest), thing in name.files.items():
            if f"files/{digest}" not in manifest["parts"]:
                manifest["parts"][f"files/{digest}"] = {"sha256": digest, "bytes": put(archive, digest, thing.file)}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return {part.removesuffix(".json"): len(value) for part, value in parts.items() if isinstance(value, list)}


def put(archive, digest, file):
    """Copy a file in, piece by piece; gives its bytes."""
    size = 0
    with file.storage.open(file.name) as source, archive.open(f"files/{digest}", "w", force_zip64=True) as target:
        while piece := source.read(PIECE):
            size += len(piece)
            target.write(piece)
    return size


def temporary():
    """Where an archive is written before it goes to the storage: in memory while it is small."""
    return tempfile.SpooledTemporaryFile(max_size=32 * PIECE)
