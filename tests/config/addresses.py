"""Every address of the site, from the resolver."""

from types import SimpleNamespace

from django.urls import URLResolver, get_resolver


def walk(resolver=None, route="", namespaces=()):
    """Give a match-like object for each address: route, view, url_name, namespaces, parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern, path, inner)
        else:
            yield SimpleNamespace(
                route=path,
                func=pattern.callback,
                url_name=pattern.name,
                namespaces=list(namespaces),
                bare=not pattern.pattern.regex.groups and "<" not in path and "(" not in path,
            )
