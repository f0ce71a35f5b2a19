"""The folder of the objects: what was told as written is there after a power cut, what failed half-way is not."""

import contextlib
import os

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """Django's own storage in a folder, whose files are whole on the disk once ``save`` has answered."""

    def _save(self, name, content):
        try:
            saved = super()._save(name, content)
            for place in (self.path(saved), os.path.dirname(self.path(saved))):
                _keep(place)
        except BaseException:
            with contextlib.suppress(OSError):
                self.delete(name)
            raise
        return saved


def _keep(place):
    """Have the system write a file, or the names in a folder, to the disk now."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
