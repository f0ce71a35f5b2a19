"""The kind pages shown when something could not be done."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

logger = logging.getLogger(__name__)
COME_BACK = 30  # seconds


def page(request, status, template=None):
    """Render the page of a status; its template needs nothing but the request."""
    content = loader.render_to_string(f"{template or status}.html", {"status": status}, request)
    return HttpResponse(content, status=status)


def bad_request(request, exception):
    return page(request, 400)


def forbidden(request, exception):
    return page(request, 403)


def not_found(request, exception):
    return page(request, 404)


def csrf_failure(request, reason=""):
    return page(request, 403, "403_csrf")


def server_error(request):
    """Answer even when the very thing that broke is what the page would need; a database that is away: 503."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    response = _broken(request, 503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = str(COME_BACK)
    return response


def _broken(request, status):
    try:
        return page(request, status, "500")
    except Exception:
        logger.exception("the error page itself failed")
        return HttpResponse("Une erreur est survenue. Rien n’a été perdu : réessayez dans un instant.", status=status)
