"""The public pages. French is the source; other languages are translations of it (see ``cms.routing``)."""

from .base import Edition, PageForm, PublicPage
from .guide import GuidePage, SituationPage
from .pages import (
    CommandmentPage,
    CommandmentsPage,
    FamilyIndexPage,
    FamilyPage,
    HomePage,
    ServicePage,
    StandardPage,
)

__all__ = [
    "CommandmentPage",
    "CommandmentsPage",
    "Edition",
    "FamilyIndexPage",
    "FamilyPage",
    "GuidePage",
    "HomePage",
    "PageForm",
    "PublicPage",
    "ServicePage",
    "SituationPage",
    "StandardPage",
]
