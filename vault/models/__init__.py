from .document import Check, Document, DocumentType, Preview, Version
from .keys import Binder, Keyset
from .sharing import Evidence, Share
from .uploads import Upload, UploadPart

__all__ = [
    "Binder",
    "Check",
    "Document",
    "DocumentType",
    "Evidence",
    "Keyset",
    "Preview",
    "Share",
    "Upload",
    "UploadPart",
    "Version",
]
