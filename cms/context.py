"""What every page of the site may show: menu, footer addresses and one of the nineteen commandments."""

from django.utils.functional import SimpleLazyObject

from . import menus, queries, routing
from .enums import MenuPlace


def site(request):
    """Lazy: a page that shows none of it pays nothing."""
    language = routing.active_language()
    return {
        "commandment": SimpleLazyObject(lambda: queries.commandment_for(request.path_info, language)),
        "families": SimpleLazyObject(lambda: queries.families_with_services(language)),
        "header_menu": SimpleLazyObject(lambda: menus.links(MenuPlace.HEADER, language)),
        "footer_menu": SimpleLazyObject(lambda: menus.links(MenuPlace.FOOTER, language)),
        **{
            name: address(name, language)
            for name in [
                "guide_url",
                "commandments_url",
                "families_url",
                "news_url",
                "agenda_url",
                *queries.FOOTER_PAGES,
            ]
        },
    }


def address(name, language):
    return SimpleLazyObject(lambda: queries.navigation(language)[name])
