"""Reading the vault's tables."""

from datetime import timedelta

from django.db.models import Count, F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from ui.words import plain

from . import shelves, validity
from .enums import NOT_YET_SCANNED, ScanState
from .limits import FIRST_PAGES
from .mandates import readable
from .models import Check, Document, DocumentType, Preview, Version


def documents_of(user):
    """The documents in a person's vault, with their type and versions (last first)."""
    return _with_versions(Document.objects.filter(owner=user, deleted_at=None))


def _with_versions(documents):
    versions = Prefetch(
        "versions", Version.objects.select_related("uploaded_by").order_by("-number").prefetch_related("previews")
    )
    return documents.select_related("type", "owner").prefetch_related(versions)


def papers_helped_with(user, owner):
    """The papers of ``owner`` that a mandate lets ``user`` read, newest first."""
    return _with_versions(Document.objects.filter(readable(user), owner=owner, deleted_at=None).order_by("-pk"))


def documents_visible_to(user):
    """One's own, and those a mandate lets one read; what a case shares is read through the case."""
    return _with_versions(Document.objects.filter(Q(owner=user) | readable(user), deleted_at=None))


def versions_visible_to(user):
    """Versions of one's own papers, and of those a mandate lets one read."""
    documents = Document.objects.filter(readable(user), deleted_at=None).values("pk")
    seen = Version.objects.filter(Q(document__owner=user) | Q(document__in=documents))
    return seen.select_related("document__owner", "document__type")


def by_type(user, words=""):
    """``[(type, [document, ...]), ...]`` as the types are shelved, of the documents that hold all the ``words``."""
    groups = {}
    for document in documents_of(user).order_by("-id"):
        if holds(document, words):
            groups.setdefault(document.type, []).append(document)
    return sorted(groups.items(), key=lambda group: shelves.place(group[0]))


def holds(document, words):
    """Whether a document's name, labels, file or kind, in any language, hold every word, accents set aside.

    A person's papers are few and all read already: no index is asked.
    """
    told = [document.label, *document.labels, document.last.file_name, *document.type.names.values()]
    text = plain(" ".join(told))
    return all(word in text for word in plain(words).split())


def fitting(documents, type_code, on=None, max_age_days=None):
    """Those of ``documents`` of a type whose last version is not refused and which are valid on that day."""
    return [
        document
        for document in documents.filter(type__code=type_code)
        if document.last.scan_state != ScanState.REFUSED
        and not validity.problem(document, on=on, max_age_days=max_age_days)
    ]


def types():
    """The kinds of paper people may add, in order."""
    return DocumentType.objects.filter(is_used=True).order_by("position", "code")


def waiting_versions(limit=100):
    """Versions that still need the antivirus and may be asked again now, the longest due first."""
    waiting = Version.objects.filter(scan_state__in=NOT_YET_SCANNED, erased_at=None, scan_due_at__lte=timezone.now())
    return waiting.order_by("scan_due_at", "pk").values_list("pk", flat=True)[:limit]


def undrawn(limit=500):
    """Safe versions that lack a picture, the newest first: those a worker that died did not draw, or not whole.

    Those that cannot be drawn are left in peace.
    """
    wanted = Least(Coalesce("pages", 1), FIRST_PAGES) + 1
    safe = Version.objects.filter(scan_state=ScanState.SAFE, erased_at=None, is_undrawable=False)
    bare = safe.annotate(drawn=Count("previews"), wanted=wanted).filter(drawn__lt=F("wanted"))
    return list(bare.order_by("-pk").values_list("pk", flat=True)[:limit])


def twin(*, owner, type, digest, seconds=60):
    """The same file sent by the same person a moment ago: a form sent twice."""
    since = timezone.now() - timedelta(seconds=seconds)
    documents = documents_of(owner).filter(type=type, versions__digest=digest, versions__created_at__gt=since)
    return documents.first()


def live_objects(names):
    """Those of ``names`` that a version still needs."""
    rows = Version.objects.filter(object_name__in=names, erased_at=None)
    return set(rows.values_list("object_name", flat=True))


def deleted_with_content():
    """The ids of documents that left the vault and still have a version's content."""
    rows = Version.objects.filter(erased_at=None, document__deleted_at__isnull=False)
    return list(rows.values_list("document_id", flat=True).distinct().order_by("document_id"))


def bytes_kept(owner):
    """Bytes of clear content that this person's vault still holds, former versions and our pictures included."""
    papers = Version.objects.filter(document__owner=owner, erased_at=None)
    pictures = Preview.objects.filter(version__document__owner=owner)
    return sum(rows.aggregate(total=Sum("size"))["total"] or 0 for rows in (papers, pictures))


def standing_check(version, on=None):
    """The check an agent made of this version, or None: none was made, or the paper is no longer what it was."""
    check = Check.objects.filter(version=version).select_related("checked_by", "service").first()
    document = version.document
    if check is None or document.deleted_at or version.pk != document.last.pk or validity.problem(document, on=on):
        return None
    return check
