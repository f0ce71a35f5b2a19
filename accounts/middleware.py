"""The person's language, and the page for those who guessed too often."""

from allauth.core.exceptions import RateLimited
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from . import limits


class AddressLanguage(LocaleMiddleware):
    """Django's own, but an address that exists is not looked for again under a language when its view says 404."""

    def process_response(self, request, response):
        if response.status_code != 404 or request.resolver_match is None:
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class PersonsLanguage:
    """Speak the person's language where the address does not say which; remember the one the address says."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from_path = translation.get_language_from_path(request.path_info)
        if not from_path and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class GuessLimit:
    """Answer 429 with the time at which to come back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, RateLimited):  # by allauth, which does not say until when
            return render(request, "429.html", status=429)
        return too_many(request, exception.retry_at) if isinstance(exception, limits.TooManyGuesses) else None


def too_many(request, retry_at):
    """The kind page for one try too many."""
    seconds = max(1, int((retry_at - timezone.now()).total_seconds()) + 1)
    response = render(request, "accounts/too_many_guesses.html", {"minutes": -(-seconds // 60)}, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie"])
    return response
