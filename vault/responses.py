"""Handing a document over to a browser."""

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header


def picture(reading):
    """A picture made by us, shown in the page to whoever may see the paper."""
    response = StreamingHttpResponse(reading.chunks, content_type="image/jpeg")
    response["Content-Length"] = reading.size
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def attachment(reading):
    """The reading as a download: never shown in the page, never kept in a cache, never guessed at."""
    response = StreamingHttpResponse(reading.chunks, content_type=reading.content_type)
    response["Content-Length"] = reading.size
    response["Content-Disposition"] = content_disposition_header(True, reading.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
