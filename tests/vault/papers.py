"""Papers, good and bad, and what to look at around them."""

import io
import os
import re
from pathlib import Path

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from vault import actions


def store(owner, types, content, name="a.pdf"):
    upload = SimpleUploadedFile(name, content)
    return actions.store(owner=owner, actor=owner, type=types["passport"], uploaded_file=upload)


def pdf_of(size=0, text=b"", **saving):
    """A one-page PDF that carries ``text`` and ``size`` bytes that do not compress."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Passenger = pdf.make_stream(text + os.urandom(size))
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, **saving)
    return out.getvalue()


def objects_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def every_row():
    """The whole database as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row[0] for row in cursor.fetchall())


def open_files():
    """The bytes of every regular file this process has open, named or not."""
    for link in Path("/proc/self/fd").iterdir():
        if link.is_file() and not os.readlink(link).endswith((".py", ".so", ".log")):
            yield link.read_bytes()


def memory_peak():
    """Bytes of the process's highest memory since ``forget_peak``."""
    return _status("VmHWM")


def forget_peak():
    """Start measuring again from what is in use now; give it."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name):
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
