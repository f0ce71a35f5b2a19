"""What every page of the site may show: menu, footer addresses and one of the nineteen commandments."""

from django.utils.functional import SimpleLazyObject

from . import queries, routing

MENU = ["guide_url", "commandments_url", "families_url"]


def site(request):
    """Lazy: a page that shows none of it pays nothing."""
    language = routing.active_language()
    return {
        "commandment": SimpleLazyObject(lambda: queries.commandment_for(request.path_info, language)),
        "families": SimpleLazyObject(lambda: queries.families_with_services(language)),
        **{
            name: address(name, language)
            for name in ["guide_url", "commandments_url", "families_url", *queries.FOOTER_PAGES]
        },
    }


def address(name, language):
    return SimpleLazyObject(lambda: queries.navigation(language)[name])
