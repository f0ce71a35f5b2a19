"""The kind pages shown when something could not be done."""

import logging

from django.http import HttpResponse
from django.template import loader

logger = logging.getLogger(__name__)


def page(request, status, template=None):
    """Render the page of a status; its template needs nothing but the request."""
    content = loader.render_to_string(f"{template or status}.html", {}, request)
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
    """Answer even when the very thing that broke is what the page would need."""
    try:
        return page(request, 500)
    except Exception:
        logger.exception("the error page itself failed")
        return HttpResponse("Une erreur est survenue. Rien n’a été perdu : réessayez dans un instant.", status=500)
