"""One namespace per app for addresses with and without the language in front."""

from django.urls import URLResolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern


def routes(module):
    """The addresses of an app's ``urls`` module: ``localized`` under the language, ``plain`` as they are.

    Django keeps one resolver per namespace and only lets i18n_patterns stand at the root; two includes of one namespace
    would hide each other's names, hence one resolver holding both.
    """
    localized = URLResolver(LocalePrefixPattern(), getattr(module, "localized", []))
    addresses = [*getattr(module, "plain", []), localized]
    return URLResolver(RoutePattern(""), addresses, app_name=module.app_name, namespace=module.app_name)
