"""Real small files, made for the tests: a PDF, a JPEG with a place in it, a PNG, a HEIC."""

import io

import pikepdf
from PIL import Image, ImageDraw


def picture(words, size=(900, 640)):
    image = Image.new("RGB", size, "#f7f3ea")
    ImageDraw.Draw(image).text((60, 60), words, fill="#1d2440")
    return image


def pdf(words):
    out = io.BytesIO()
    picture(words).save(out, "PDF")
    return out.getvalue()


def jpeg(words):
    out = io.BytesIO()
    image = picture(words)
    exif = image.getexif()
    exif[0x010E] = "holiday"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(words):
    out = io.BytesIO()
    picture(words).save(out, "PNG")
    return out.getvalue()


def heic(words):
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(picture(words)).save(out, format="HEIF")
    return out.getvalue()


def locked_pdf(words):
    """A PDF that asks for a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(words))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="secret", user="secret"))
    return out.getvalue()


def upload(name, content, kind):
    """What a file input of the browser takes."""
    return {"name": name, "mimeType": kind, "buffer": content}


KINDS = {
    "pdf": (pdf, "application/pdf"),
    "jpg": (jpeg, "image/jpeg"),
    "png": (png, "image/png"),
    "heic": (heic, "image/heic"),
}


def paper(name):
    """``paper("birth.heic")``: a file of the kind its name says, for a file input."""
    make, kind = KINDS[name.rsplit(".", 1)[1]]
    return upload(name, make(name), kind)
