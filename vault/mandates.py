"""What one may entrust of one's vault: reading papers, adding some. Nothing else has an act."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mandates import queries as mandates
from mandates.registry import Act, Kind

from .models import Document, DocumentType

PAPERS, READ, ADD = "papers", "read_papers", "add_papers"


def choices(giver, viewer):
    """The giver's papers, for the giver only: an agent does not see what a vault holds."""
    if viewer != giver:
        return []
    own = Document.objects.filter(owner=giver, deleted_at=None).select_related("type").order_by("-pk")
    return [(document.pk, document.title) for document in own]


def names(target_type, ids, viewer):
    """Labels of the papers that lines of the log are about, for whoever may see the papers."""
    from .queries import documents_visible_to

    if target_type != "vault.document":
        return {}
    seen = documents_visible_to(viewer).filter(public_id__in=ids).prefetch_related(None)
    return {str(document.public_id): document.title for document in seen}


KIND = Kind(
    code=PAPERS,
    model=Document,
    whole=gettext_lazy("tous ses papiers"),
    mine=gettext_lazy("Tous mes papiers"),
    some=gettext_lazy("des papiers choisis"),
    asks=gettext_lazy("Sur quels papiers ?"),
    pictogram="vault",
    page="vault:helped_documents",
    page_label=gettext_lazy("Ses papiers"),
    choices=choices,
    names=names,
)
ACTS = [
    Act(READ, PAPERS, gettext_lazy("lire les papiers"), "readings"),
    Act(ADD, PAPERS, gettext_lazy("ajouter des papiers dans le coffre"), "upload", needs_things=False),
]


def readable(user):
    """The condition on documents that a mandate lets ``user`` read."""
    return mandates.held_over(user, PAPERS, [READ], giver=OuterRef("owner"))


def mandate_to_read(user, document):
    """The mandate that lets ``user`` read a document, or None."""
    return mandates.over(helper=user, giver_id=document.owner_id, kind=PAPERS, pk=document.pk, acts=[READ])


def reads_document(user, document):
    return document.deleted_at is None and mandate_to_read(user, document) is not None


def reads_version(user, version):
    return reads_document(user, version.document)


def said_of_document(user, document):
    return _("mandat donné par %(name)s") % {"name": document.owner}


def said_of_version(user, version):
    return said_of_document(user, version.document)


def helpers_of(document):
    """People whom *who sees what* must ask about."""
    return [mandate.helper for mandate in mandates.over_case(givers=[document.owner_id], kind=PAPERS, pk=document.pk)]


def keep_proof(mandate, actor, file: UploadedFile):
    """Keep a scanned mandate in the giver's vault; its public id. Raises ``RefusedFile``."""
    from .actions import store

    kind = DocumentType.objects.get(code="mandate")
    document = store(owner=mandate.giver, actor=actor, type=kind, uploaded_file=file, label=kind.name)
    return str(document.public_id)
