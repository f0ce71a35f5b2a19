"""What the vault tells those above it."""

from django.dispatch import Signal

version_scanned = Signal()
"""Sent with ``version`` in the transaction that writes the antivirus's answer: ``SAFE`` or ``REFUSED``."""
