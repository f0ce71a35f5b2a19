"""Pictures made of papers: photos put together as a PDF, pages shown as images. Only ever called in a cell."""

import io

import numpy
import pikepdf
import PIL.Image
import PIL.ImageOps

from .inspection import MAX_PIXELS, Refused
from .limits import MAX_PICTURE_BYTES

A4_POINTS = (595, 842)
SHARP = 1754  # pixels on the long side of a photo kept: A4 at 150 dpi
QUALITY = 82
LOOKED_AT = 800  # pixels on the long side of the picture in which a sheet is looked for
LEAST_SEEN = 0.6  # of each side of a sheet: with less, one is not sure, and the photo stays as it is
LEAST_PAGE = 0.2  # of the photo's surface: a smaller quadrilateral is something else
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
        raise Refused("picture")
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
    """The four corners of the largest sheet, clockwise from the top left, or None when none is clearly seen.

    Sheets are looked for twice: as what is lighter than the rest, and as what edges surround (a light table, a
    shadow across). Of those found, the one whose sides the picture shows best is taken.
    """
    import cv2

    scale = LOOKED_AT / max(picture.size)
    small = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    smooth = cv2.bilateralFilter(numpy.asarray(small), 7, 40, 7)
    edges = edges_of(smooth)
    found = [corners for mask in masks(smooth, edges) for corners in quadrilaterals(mask, small.size)]
    judged = [
        (seen * area, corners)
        for corners in found
        if (seen := sides_seen(corners, edges)) > LEAST_SEEN
        for area in [cv2.contourArea(corners)]
    ]
    if not judged:
        return None
    return in_order(max(judged, key=lambda each: each[0])[1].reshape(4, 2).astype("float32") / scale)


def edges_of(smooth):
    """Where colour or lightness changes, in any channel: white paper on a cream table differs in one only."""
    import cv2

    channels = cv2.split(cv2.cvtColor(smooth, cv2.COLOR_RGB2LAB))
    found = numpy.zeros(smooth.shape[:2], numpy.uint8)
    for channel in channels:
        across = cv2.Sobel(channel, cv2.CV_32F, 1, 0)
        down = cv2.Sobel(channel, cv2.CV_32F, 0, 1)
        # As strong as the picture's own changes, but no stronger than paper on a light table: text must not hide it.
        strong = min(max(24.0, float(numpy.percentile(cv2.magnitude(across, down), 97)) * 0.5), 56.0)
        found |= cv2.Canny(channel, strong / 2, strong)
    return found


def masks(smooth, edges):
    """Black and white pictures in which a sheet may be a white blot."""
    import cv2

    lightness = cv2.cvtColor(smooth, cv2.COLOR_RGB2GRAY)
    closed = numpy.ones((9, 9), numpy.uint8)
    _threshold, light = cv2.threshold(lightness, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield cv2.morphologyEx(light, cv2.MORPH_CLOSE, closed)
    for thickness in (3, 7):
        yield cv2.dilate(edges, numpy.ones((thickness, thickness), numpy.uint8))


def quadrilaterals(mask, size):
    """The convincing shapes with four corners around the largest blots of a mask."""
    import cv2

    outlines, _tree = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:5]:
        hull = cv2.convexHull(outline)
        for part in (0.01, 0.02, 0.04):
            corners = cv2.approxPolyDP(hull, part * cv2.arcLength(hull, True), True)
            if convincing(corners, size):
                yield corners
                break


def sides_seen(corners, edges):
    """How much of the weakest side lies on an edge of the picture, from 0 to 1."""
    import cv2

    near = cv2.dilate(edges, numpy.ones((9, 9), numpy.uint8))
    points = corners.reshape(4, 2)
    steps = numpy.linspace(0.03, 0.97, 60)[:, None]
    shares = []
    for one, other in zip(points, numpy.roll(points, -1, axis=0), strict=True):
        along = numpy.rint(one + (other - one) * steps).astype(int)
        shares.append((near[along[:, 1], along[:, 0]] > 0).mean())
    return min(shares)


def convincing(corners, size):
    """Four corners, bulging outwards, none too sharp, large, and not simply the edge of the photo."""
    import cv2

    if len(corners) != 4 or not cv2.isContourConvex(corners) or leaves(corners.reshape(4, 2), size):
        return False
    part = cv2.contourArea(corners) / (size[0] * size[1])
    return LEAST_PAGE < part < 0.97 and all(45 < angle < 135 for angle in angles(corners.reshape(4, 2)))


def leaves(points, size):
    """Whether a side lies on the edge of the photo: the sheet goes on outside, and its corners would be guessed."""
    far = numpy.array(size) - 1
    return any(((points < 4).sum(axis=0) > 1) | ((points > far - 4).sum(axis=0) > 1))


def angles(points):
    """The four angles, in degrees."""
    to_next, to_last = numpy.roll(points, -1, axis=0) - points, numpy.roll(points, 1, axis=0) - points
    lengths = numpy.linalg.norm(to_next, axis=1) * numpy.linalg.norm(to_last, axis=1)
    return numpy.degrees(numpy.arccos(numpy.clip((to_next * to_last).sum(axis=1) / lengths, -1, 1)))


def in_order(corners):
    """Clockwise from the one nearest the top left, however the sheet lies."""
    from_middle = corners - corners.mean(axis=0)
    around = corners[numpy.arctan2(from_middle[:, 1], from_middle[:, 0]).argsort()]
    return numpy.roll(around, -around.sum(axis=1).argmin(), axis=0)


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
