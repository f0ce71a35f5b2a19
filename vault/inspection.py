"""What a file really is, and what has to be taken out of it. Only ever called in a child of ``vault.warden``.

It has bounded memory and time there and knows neither Django, the database nor the keys: a file that bursts a
parser bursts only that child.
"""

import re
import zipfile

import magic
import pikepdf
import PIL.Image
import PIL.ImageOps

from .limits import MAX_PAGES, MAX_PICTURE_BYTES

MAX_PIXELS = 60_000_000
MAX_OBJECTS = 200_000
MAX_DEPTH = 60
ACTIVE_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/GoToR",
    "/Rendition",
    "/Movie",
    "/Sound",
}
ACTIVE_KEYS = (
    "/JS",
    "/JavaScript",
    "/AA",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/RichMedia",
    "/RichMediaContent",
    "/Collection",
)
ACTIVE_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
ENDING = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*$")
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF", "image/heif": "HEIF"}


# In the order they are asked: Office files are archives too.
KINDS = {
    "office": ("officedocument", "msword", "ms-excel", "ms-powerpoint", "opendocument", "rtf", "ole-storage", "cfb"),
    "archive": ("zip", "rar", "7z", "x-tar", "gzip", "bzip", "x-xz"),
    "mail": ("rfc822", "ms-outlook"),
    "program": ("executable", "x-dosexec", "x-sharedlib", "x-shellscript", "java-archive"),
}


class Refused(Exception):
    """Why, as a code that ``vault.reception`` puts into words."""


def inspect(sources, args, out):
    """Give ``{content_type, pages, changed}``; when ``changed``, ``out`` has the new content."""
    [file] = sources
    kind = magic.from_buffer(file.read(8192), mime=True)
    file.seek(0)
    if kind == "application/pdf":
        return inspect_pdf(file, out)
    if kind in PICTURES:
        return inspect_picture(file, PICTURES[kind], out)
    raise Refused(refusal_of(kind))


def refusal_of(kind):
    """Why a kind of file is not taken: what to do instead is not the same for each."""
    return next((code for code, words in KINDS.items() if any(word in kind for word in words)), "type")


def inspect_pdf(file, out):
    begins, end = ends_of(file)
    with open_pdf(file, end) as pdf:
        pages = len(pdf.pages)
        if not pages:
            raise Refused("corrupted")
        if pages > MAX_PAGES:
            raise Refused("pages")
        if len(pdf.objects) > MAX_OBJECTS:
            raise Refused("heavy")
        changed = clean_pdf(pdf) or surrounded(file, begins, end)
        if changed:
            pdf.save(out, encryption=False)
        return {"content_type": "application/pdf", "pages": pages, "changed": changed}


def ends_of(file):
    """The first bytes and the last."""
    begins = file.read(5)
    file.seek(max(0, file.size - 1024))
    end = file.read(1024)
    file.seek(0)
    return begins, end


def open_pdf(file, end):
    """Open it, mending small faults; one whose end is missing was cut on its way and is refused."""
    try:
        return pikepdf.open(file, attempt_recovery=b"%%EOF" in end)
    except pikepdf.PasswordError:
        raise Refused("password") from None
    except pikepdf.PdfError:
        raise Refused("corrupted") from None


def clean_pdf(pdf):
    """Take scripts, launch actions, forms that send and files within out; tell whether there was anything to do.

    A PDF that opens without a password but forbids copying or printing loses that lock.
    """
    found = pdf.is_encrypted
    for item in [pdf.Root, *pdf.objects]:
        found |= clean_object(item, 0)
    return found


def clean_object(item, depth):
    """Clean one object and what it holds directly: what it refers to comes in its own turn."""
    if depth > MAX_DEPTH:
        raise Refused("heavy")
    if isinstance(item, pikepdf.Array):
        return clean_array(item, depth)
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return clean_dictionary(item, depth)
    return False


def clean_array(array, depth):
    bad = [index for index, value in enumerate(array) if is_active(value)]
    for index in reversed(bad):
        del array[index]
    return bool(bad) | any([clean_object(value, depth + 1) for value in array if not is_indirect(value)])  # noqa: C419 (clean them all)


def clean_dictionary(dictionary, depth):
    bad = [key for key in dictionary.keys() if key in ACTIVE_KEYS or is_active(dictionary[key])]  # noqa: SIM118
    for key in bad:
        del dictionary[key]
    inner = [dictionary[key] for key in dictionary.keys()]  # noqa: SIM118
    return bool(bad) | any([clean_object(value, depth + 1) for value in inner if not is_indirect(value)])  # noqa: C419 (clean them all)


def is_active(value):
    """Whether the value is an action that does more than move in the page, or an annotation that holds one."""
    if not isinstance(value, pikepdf.Dictionary):
        return False
    return str(value.get("/S", "")) in ACTIVE_ACTIONS or str(value.get("/Subtype", "")) in ACTIVE_ANNOTATIONS


def is_indirect(value):
    return isinstance(value, pikepdf.Object) and value.is_indirect


def surrounded(file, begins, end):
    """Whether something else sits before or after the PDF: a file with two faces."""
    whole = begins == b"%PDF-" and ENDING.search(end)
    return not whole or zipfile.is_zipfile(file)


def inspect_picture(file, expected, out):
    """Decode the picture and write its pixels again: no place, no device, no passenger."""
    if file.size > MAX_PICTURE_BYTES:
        raise Refused("picture")
    PIL.Image.MAX_IMAGE_PIXELS = None  # our own bound comes before decoding
    try:
        with PIL.Image.open(file, formats=["JPEG", "PNG", "HEIF", "MPO"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("pixels")
            upright = PIL.ImageOps.exif_transpose(picture)
            return rewritten(upright, "PNG" if expected == "PNG" else "JPEG", out)
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("corrupted") from None


def rewritten(picture, form, out):
    modes = ("RGB", "L") if form == "JPEG" else ("RGB", "L", "RGBA", "LA", "1")
    clean = picture if picture.mode in modes else picture.convert("RGBA" if form == "PNG" else "RGB")
    bare = PIL.Image.frombytes(clean.mode, clean.size, clean.tobytes())
    bare.save(out, form, **({"quality": 90} if form == "JPEG" else {}))
    return {"content_type": f"image/{form.lower()}", "pages": 1, "changed": True}
