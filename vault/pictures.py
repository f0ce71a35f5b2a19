"""Pictures made of papers: photos put together as a PDF, pages shown as images. Only ever called in a cell."""

import io

import numpy
import pikepdf
import PIL.Image
import PIL.ImageOps

from .inspection import MAX_PICTURE_BYTES, MAX_PIXELS, Refused

A4_POINTS = (595, 842)
SHARP = 1754  # pixels on the long side of a photo kept: A4 at 150 dpi
QUALITY = 82
LEAST_PAGE = 0.25  # of the photo's surface: a smaller quadrilateral is something else
FORMATS = ["JPEG", "PNG", "HEIF", "MPO"]
MAX_PREVIEW = 2000  # pixels on a side


def photos(sources, args, out):
    """One PDF of several photos in their order, each upright and, where a sheet is seen, straightened.

    ``args``: ``{"turns": [quarter turns clockwise, ...], "straighten": bool}``. Gives ``{pages, content_type}``.
    """
    turns = args.get("turns") or [0] * len(sources)
    with pikepdf.new() as pdf:
        for source, turn in zip(sources, turns, strict=True):
            picture = turned(straightened(upright(source)) if args.get("straighten", True) else upright(source), turn)
            add_page(pdf, reduced(picture, SHARP))
        pdf.save(out)
        return {"content_type": "application/pdf", "pages": len(pdf.pages), "changed": True}


def preview(sources, args, out):
    """A JPEG of page ``args["page"]`` (from 1), at most ``args["width"]`` wide. Gives ``{width, height, pages}``."""
    [source] = sources
    width = min(int(args["width"]), MAX_PREVIEW)
    if source.read(5) == b"%PDF-":
        picture, pages = page_of(source, int(args["page"]), width)
    else:
        picture, pages = upright(source), 1
    picture.thumbnail((width, MAX_PREVIEW))
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    return {"width": picture.width, "height": picture.height, "pages": pages}


def card(sources, args, out):
    """What the QR code in a picture says, as ``{"text": str}``; empty when none is seen. At most 64 signs are given."""
    import cv2

    [source] = sources
    picture = reduced(upright(source), MAX_PREVIEW)
    text, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(numpy.asarray(picture.convert("L")))
    return {"text": text[:64]}


def page_of(source, number, width):
    import pypdfium2

    source.seek(0)
    pdf = pypdfium2.PdfDocument(source)
    if not 1 <= number <= len(pdf):
        raise Refused("pages")
    page = pdf[number - 1]
    across, high = page.get_size()
    scale = min(width / max(across, 1), MAX_PREVIEW / max(high, 1))
    return page.render(scale=scale, may_draw_forms=False).to_pil(), len(pdf)


def upright(source):
    """The picture as it was taken, its place and device forgotten. Raises ``Refused``."""
    if source.size > MAX_PICTURE_BYTES:
        raise Refused("pixels")
    PIL.Image.MAX_IMAGE_PIXELS = None  # our own bound comes before decoding
    source.seek(0)
    try:
        with PIL.Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("pixels")
            return PIL.ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refused("corrupted") from None


def turned(picture, quarters):
    return picture.rotate(-90 * (int(quarters) % 4), expand=True)


def reduced(picture, longest):
    picture.thumbnail((longest, longest), PIL.Image.Resampling.LANCZOS)
    return picture


def straightened(picture):
    """The sheet of paper alone, seen from above; the picture as it is when no sheet is clearly seen."""
    import cv2

    corners = sheet(picture)
    if corners is None:
        return picture
    top_left, top_right, bottom_right, bottom_left = corners
    width = int(max(numpy.linalg.norm(top_right - top_left), numpy.linalg.norm(bottom_right - bottom_left)))
    height = int(max(numpy.linalg.norm(bottom_left - top_left), numpy.linalg.norm(bottom_right - top_right)))
    goal = numpy.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], dtype="float32")
    seen = cv2.getPerspectiveTransform(corners, goal)
    flat = cv2.warpPerspective(numpy.asarray(picture), seen, (width, height), borderValue=(255, 255, 255))
    return PIL.Image.fromarray(flat)


def sheet(picture):
    """The four corners of the largest sheet, clockwise from the top left, or None."""
    import cv2

    scale = 800 / max(picture.size)
    small = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    grey = cv2.GaussianBlur(cv2.cvtColor(numpy.asarray(small), cv2.COLOR_RGB2GRAY), (5, 5), 0)
    _threshold, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = cv2.morphologyEx(light, cv2.MORPH_CLOSE, numpy.ones((9, 9), numpy.uint8))
    outlines, _tree = cv2.findContours(light, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:3]:
        corners = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if convincing(corners, small.size):
            return in_order(corners.reshape(4, 2).astype("float32") / scale)
    return None


def convincing(corners, size):
    """Four corners, bulging outwards, large, and not simply the edge of the photo."""
    import cv2

    if len(corners) != 4 or not cv2.isContourConvex(corners):
        return False
    part = cv2.contourArea(corners) / (size[0] * size[1])
    return LEAST_PAGE < part < 0.97


def in_order(corners):
    """Clockwise from the top left."""
    total, lean = corners.sum(axis=1), numpy.diff(corners, axis=1).ravel()
    order = [total.argmin(), lean.argmin(), total.argmax(), lean.argmax()]
    return corners[order]


def add_page(pdf, picture):
    """A page as large as A4 allows, the picture filling it."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=QUALITY)
    across, high = A4_POINTS if picture.height >= picture.width else A4_POINTS[::-1]
    scale = min(across / picture.width, high / picture.height)
    width, height = picture.width * scale, picture.height * scale
    image = pikepdf.Stream(pdf, data.getvalue())
    image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    image.Width, image.Height = picture.width, picture.height
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    page = pdf.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=image))
    page.Contents = pdf.make_stream(f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Photo Do Q".encode())
