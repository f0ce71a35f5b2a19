"""How the whole site receives files: never in clear on the disk, never more than the vault takes."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from .errors import StorageUnavailable
from .limits import MAX_PICTURE_BYTES
from .reception import is_picture
from .scratch import NoRoom, Scratch


class TooLarge:
    """Stands for a file too large to be kept: it has a size, its first bytes, and no other content."""

    closed = False

    def __init__(self, begins=b""):
        self.begins = begins

    def read(self, *args):
        raise RequestDataTooBig("The file is larger than VAULT_MAX_BYTES.")

    def seek(self, *args):
        return 0

    def close(self):
        """There is nothing to close."""


class NotKept(TooLarge):
    """Stands for a file that the disk of temporary files had no room for."""

    def read(self, *args):
        raise StorageUnavailable


class EncryptedUploadHandler(FileUploadHandler):
    """Receives each file into a ``Scratch``.

    A file over the limit is let through without being kept, announced by Content-Length or found on the way:
    the rest of the form arrives, so that the page can say what happened and show again what was typed.
    """

    chunk_size = 256 * 1024

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.announced = content_length or 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.begins = b""
        # 1 MB is left for the other fields of the form and the wrapping of the parts.
        self.kept = Scratch() if self.announced <= settings.VAULT_MAX_BYTES + 2**20 else TooLarge()

    def receive_data_chunk(self, raw_data, start):
        self.begins = self.begins or raw_data[:12]
        if isinstance(self.kept, Scratch):
            self._keep(raw_data)

    def _keep(self, raw_data):
        try:
            self.kept.write(raw_data)
        except NoRoom:
            self._give_up(NotKept())
            return
        most = MAX_PICTURE_BYTES if is_picture(self.begins) else settings.VAULT_MAX_BYTES
        if self.kept.size > most:
            self._give_up(TooLarge(self.begins))

    def _give_up(self, instead):
        self.upload_interrupted()
        self.kept = instead

    def file_complete(self, file_size):
        try:
            self.kept.seek(0)
        except NoRoom:  # its last block found no room
            self._give_up(NotKept())
        return UploadedFile(
            file=self.kept,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self):
        self.kept.close()
