"""The kind pages shown when something could not be done."""

import logging
import re
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

from mandates.queries import lately_ended

HELPED = re.compile(r"/espace/(pour|dossiers|coffre)/")
NOT_TYPED = {"csrfmiddlewaretoken", "version", "type", "document_type"}
CODED = re.compile(r"[0-9a-f-]{36}|yes|no|on|all")  # identifiers and ticks

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
    """What is not there; to whoever helped somebody until a moment ago, that the help is over."""
    try:
        if request.user.is_authenticated and HELPED.search(request.path) and lately_ended(request.user):
            return help_ended(request)
    except Exception:
        logger.exception("could not tell whether a mandate has ended")
    return page(request, 404)


def help_ended(request):
    """Say it, and give back what was being typed: with no word of whom, nor of what. The status of any missing page."""
    context = {"posted": request.method == "POST", "files": bool(request.FILES), "typed": typed(request.POST)}
    return HttpResponse(loader.render_to_string("mandates/ended.html", context, request), status=404)


def typed(posted):
    """The texts a person wrote in a form: neither its tokens, nor the codes of what was ticked."""
    texts = [value.strip() for name, values in posted.lists() if name not in NOT_TYPED for value in values]
    return [text for text in texts if text and not CODED.fullmatch(text)][:20]


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
