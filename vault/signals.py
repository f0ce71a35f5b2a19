"""What the vault tells those above it."""

from django.dispatch import Signal

document_redated = Signal()
"""Sent with ``document`` in the transaction that gives it other dates."""

version_scanned = Signal()
"""Sent with ``version`` in the transaction that writes the antivirus's answer: ``SAFE`` or ``REFUSED``."""
