"""Wagtail's editing form, on a working copy; and what happens when two editors save one page."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.edit import EditView

from . import contents
from .actions import copies
from .enums import Against
from .errors import Refused

ON_ITS_WAY = timedelta(seconds=15)


class CopyEditView(EditView):
    """The ordinary form, tools and rights of the page; what is saved goes to the copy."""

    copy = None

    def get_object(self):
        return contents.as_page(self.real_page_record, self.copy.content)

    def run_hook(self, name, *args, **kwargs):
        """What waits for a page to be edited is not called: the page does not change."""
        return None

    def get_page_subtitle(self):
        return f"{self.copy.name} — {self.page.get_admin_display_title()}"

    def get_edit_url(self):
        return f"{reverse('changesets:copy', args=[self.copy.pk])}?version={self.copy.version}"

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "autosave_enabled": False, "working_copy": self.copy}

    def get_template_names(self):
        return ["changesets/edit_copy.html"]

    @property
    def action_name_and_method(self):
        return "save", self.save_action

    def save_action(self):
        content = contents.content_of(self.form.save(commit=False))
        asked = self.request.GET.get("version", "")
        version = int(asked) if asked.isdecimal() else 0
        try:
            copies.write(copy=self.copy, content=content, version=version, author=self.request.user)
        except Refused as refused:
            mine = copies.put_aside(
                page=self.real_page_record, author=self.request.user, content=content, base=self.copy.base,
                against=self.copy.against,
            )  # fmt: skip
            words = _("%(why)s Votre texte est gardé dans la version « %(name)s ».")
            messages.warning(self.request, words % {"why": refused, "name": mine.name})
            return redirect("changesets:copy", mine.pk)
        messages.success(self.request, _("La version de travail est enregistrée. La page en ligne ne change pas."))
        return redirect("changesets:copy", self.copy.pk)


def late_save(request, page):
    """Somebody saved this page since the form was opened: keep what was typed in a copy. None if nobody did."""
    loaded, latest = request.POST.get("loaded_revision_id", ""), page.get_latest_revision()
    if not loaded.isdecimal() or latest is None or not is_late(request, latest):
        return None
    if is_saved_by_itself(page, loaded, latest, request.user):
        return None
    form_class = page.specific_class.get_edit_handler().get_form_class()
    form = form_class(request.POST, request.FILES, instance=page, parent_page=page.get_parent(), for_user=request.user)
    form.defer_required_fields()
    if not form.is_valid():
        return None  # the ordinary form says what is wrong, and keeps it
    content = contents.content_of(form.save(commit=False))
    base = page.revisions.filter(pk=loaded).exclude(pk=latest.pk).values_list("content", flat=True).first()
    return copies.put_aside(page=page, author=request.user, content=content, base=base, against=Against.DRAFT)


def is_late(request, latest):
    """As Wagtail's own form judges it for what it saves by itself."""
    if overwrite := request.POST.get("overwrite_revision_id"):
        return overwrite != str(latest.pk)
    if request.POST["loaded_revision_id"] != str(latest.pk):
        return True
    return request.POST.get("loaded_revision_created_at", "") not in ("", latest.created_at.isoformat())


def is_saved_by_itself(page, loaded, latest, person):
    """Whether all that came since is the form's own save, still on its way when its person pressed the button."""
    since = page.revisions.filter(Q(pk__gt=loaded) | Q(pk=latest.pk))
    return not since.exclude(user=person, created_at__gte=timezone.now() - ON_ITS_WAY).exists()
