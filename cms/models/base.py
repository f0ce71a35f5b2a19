"""What every public page shares."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from .. import publication, routing, words
from ..enums import RIGHT_TO_LEFT


class Edition(models.Model):
    """One row, whose stamp changes at each publication: what was remembered under another stamp is stale."""

    stamp = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("édition")
        verbose_name_plural = _("éditions")

    def __str__(self):
        return str(self.stamp)


class PageForm(WagtailAdminPageForm):
    """Fields carry the language and direction of the page, whatever the language of the editor's screen."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.data:
            self.data = words.with_plain_slug(self.data)
        language = self.instance.locale.language_code if self.instance.locale_id else None
        if language:
            marks = {"lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}
            for field in self.fields.values():
                field.widget.attrs.update(marks)

    def clean_title(self):
        return words.without_marks(self.cleaned_data["title"])

    def clean_body(self):
        """A voice speaks the language of the page."""
        body = self.cleaned_data["body"]
        voices = [block.value["recording"] for block in body or [] if block.block_type == "recording"]
        if any(voice and voice.language != self.instance.locale.language_code for voice in voices):
            raise ValidationError(_("Choisissez une voix enregistrée dans la langue de cette page."))
        return body

    def _post_clean(self):
        """The page holds what was typed by now: what stops it is said on the form, which keeps everything."""
        super()._post_clean()
        is_ours = not self.errors and isinstance(self.instance, PublicPage)
        wrong = publication.faults(self.instance) if is_ours and self.wants_out() else []
        if wrong:
            self.add_error(None, [_("La page n’est pas encore publiée : voici ce qui reste à corriger."), *wrong])

    def wants_out(self):
        """Whether the button that was pressed publishes the page, asks for it or grants it."""
        grants = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return grants or bool({"action-publish", "action-submit", "action-restart-workflow"} & set(self.data))


class PublicPage(Page):
    """What every page has: a short introduction, and the same shape in every language."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Deux ou trois phrases, simples."))

    base_form_class = PageForm
    search_fields = [*Page.search_fields, index.SearchField("introduction", boost=1.5)]

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        better = None if getattr(request, "is_preview", False) else routing.better_address(self)
        if better:
            return redirect(better)
        response = super().serve(request, *args, **kwargs)
        response.is_public_page = routing.is_open() and not getattr(request, "is_preview", False)
        return response

    def get_view_restrictions(self):
        return PageViewRestriction.objects.none() if routing.is_open() else super().get_view_restrictions()

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), **routing.context(self, request)}

    @cached_property
    def published_translations(self):
        return routing.translations(self)

    @cached_property
    def language_addresses(self):
        """``{language: address}`` for the six languages, for the language menu."""
        return routing.addresses(self)

    @property
    def description(self):
        return self.search_description or self.introduction
