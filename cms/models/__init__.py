"""The public pages. French is the source; other languages are translations of it (see ``cms.routing``)."""

from .agenda import AgendaPage, EventPage
from .base import Edition, PageForm, PublicPage
from .guide import GuidePage, SituationPage
from .menus import MenuEntry
from .news import NewsIndexPage, NewsPage, PressPage
from .officials import OfficialPage, OfficialsPage
from .pages import (
    CommandmentPage,
    CommandmentsPage,
    FamilyIndexPage,
    FamilyPage,
    HomePage,
    ServicePage,
    StandardPage,
)
from .statistics import Visits

__all__ = [
    "AgendaPage",
    "CommandmentPage",
    "CommandmentsPage",
    "Edition",
    "EventPage",
    "FamilyIndexPage",
    "FamilyPage",
    "GuidePage",
    "HomePage",
    "MenuEntry",
    "NewsIndexPage",
    "NewsPage",
    "OfficialPage",
    "OfficialsPage",
    "PageForm",
    "PressPage",
    "PublicPage",
    "ServicePage",
    "SituationPage",
    "StandardPage",
    "Visits",
]
