"""Rooms of our own in the editing room: menus, and how often pages are read."""

import csv
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.access import Access, access
from accounts.enums import EDITORIAL
from journal.actions import record
from ui.tables import harmless

from . import memory, menus, visits
from .enums import RIGHT_TO_LEFT
from .models import MenuEntry


def words_field(language, name):
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    widget = forms.TextInput(attrs={"lang": language, "dir": direction})
    return forms.CharField(label=name, required=False, max_length=60, widget=widget)


class EntryForm(WagtailAdminModelForm):
    """The words of an entry, a field a language: what is left empty is said by the page it leads to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, _name in settings.LANGUAGES:
            self.fields[key_of(language)].initial = self.instance.labels.get(language, "")

    def clean(self):
        data = super().clean()
        said = {language: (data.get(key_of(language)) or "").strip() for language, _name in settings.LANGUAGES}
        self.instance.labels = {language: words for language, words in said.items() if words}
        return data


def key_of(language):
    return f"words_{language.replace('-', '_')}"


WORDS = {key_of(language): words_field(language, name) for language, name in settings.LANGUAGES}
MenuEntryForm = type("MenuEntryForm", (EntryForm,), dict(WORDS))  # the metaclass empties what it is given


class MenuViewSet(ModelViewSet):
    """Entries of the header and of the footer, put in order by dragging them."""

    model = MenuEntry
    icon = "list-ul"
    menu_label = gettext_lazy("Menus")
    menu_name = "menus"
    menu_order = 350
    add_to_admin_menu = True
    url_prefix = "menus"
    list_display = ["__str__", "place"]
    list_filter = ["place"]
    inspect_view_enabled = False
    copy_view_enabled = False
    index_results_template_name = "cms/editing/menus_results.html"
    edit_handler = ObjectList(
        [
            FieldPanel("place"),
            MultiFieldPanel(
                [FieldPanel("known"), FieldPanel("page"), FieldPanel("url")], heading=gettext_lazy("Où cela mène")
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in WORDS],
                heading=gettext_lazy("Ses mots"),
                help_text=gettext_lazy("Une langue laissée vide prend les mots de ce à quoi l’entrée mène."),
            ),
        ],
        base_form_class=MenuEntryForm,
    )


@require_POST
def usual_menus(request):
    """Write the usual menus down, so that they can be changed one entry at a time."""
    if not request.user.has_perm("cms.add_menuentry"):
        raise PermissionDenied
    with transaction.atomic():
        menus.arrange_as_usual()
        record("menu.usual", actor=request.user)
        memory.renew()
    messages.success(request, _("Le menu habituel est écrit : changez-le maintenant, entrée par entrée."))
    return redirect("menus:index")


PERIODS = (30, 365)


@access(Access.STAFF, roles=EDITORIAL)
@require_safe
def statistics(request):
    """How often pages were read: by page and language, as a table, with bars; the same as CSV."""
    days = 365 if request.GET.get("jours") == "365" else 30
    since = timezone.localdate() - timedelta(days=days - 1)
    rows = visits.by_page(since)
    if request.GET.get("format") == "csv":
        return as_csv(visits.by_day(since), since)
    context = {
        "rows": rows,
        "days": days,
        "periods": PERIODS,
        "since": since,
        "total": sum(row.total for row in rows),
        "most": max((row.total for row in rows), default=1),
        "languages": visits.by_language(since),
        "devices": visits.by_device(since),
        "months": visits.by_month(since) if days == 365 else [],
        "language_names": settings.LANGUAGES,
        "kept": settings.STATISTICS_MONTHS,
    }
    return render(request, "cms/editing/visits.html", context)


def as_csv(rows, since):
    """One line a day, page, language and device; spreadsheets know it for UTF-8, and take no title for a formula."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="visites-{since}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Jour"), _("Page"), _("Langue"), _("Appareil"), _("Visites")])
    for row in rows:
        writer.writerow([row[0], harmless(row[1]), *row[2:]])
    return response
