from .document import Check, Document, DocumentType, Preview, Version
from .keys import Binder, Keyset
from .sharing import Evidence, LegalHold, Share
from .uploads import Upload, UploadPart

__all__ = [
    "Binder",
    "Check",
    "Document",
    "DocumentType",
    "Evidence",
    "Keyset",
    "LegalHold",
    "Preview",
    "Share",
    "Upload",
    "UploadPart",
    "Version",
]
