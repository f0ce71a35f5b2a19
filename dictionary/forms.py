"""What editors type and send: the six languages of a notion on one screen, a drawing, a voice."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import ReferenceIndex

from ui import pictograms
from ui.languages import RIGHT_TO_LEFT
from vault.scan import ensure_harmless

from . import actions, drawings, sounds
from .enums import SOURCE_LANGUAGE
from .models import Recording
from .queries import LANGUAGES

PARTS = ("word", "definition", "sound")


def marks(language):
    return {"lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}


def fields_of(language):
    """The three fields of a language, each in its own direction."""
    needed = language == SOURCE_LANGUAGE
    own = Recording.objects.filter(language=language)
    text = forms.Textarea(attrs={**marks(language), "rows": 3})
    return {
        f"word_{language}": forms.CharField(
            label=_("mot"), max_length=120, required=needed, widget=forms.TextInput(attrs=marks(language))
        ),
        f"definition_{language}": forms.CharField(
            label=_("définition simple"), max_length=600, required=needed, widget=text
        ),
        f"sound_{language}": forms.ModelChoiceField(own, label=_("voix"), required=False),
    }


class NotionFields(WagtailAdminModelForm):
    drawing_file = forms.FileField(
        label=_("ou votre dessin (SVG)"),
        required=False,
        help_text=_("Des traits seulement, sur une grille carrée ; couleurs et fonds sont retirés."),
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
    )
    drops_drawing = forms.BooleanField(label=_("retirer le dessin, garder le pictogramme"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = {each.language: each for each in self.instance.words.all()} if self.instance.pk else {}
        for language, each in held.items():
            for part in PARTS:
                self.initial[f"{part}_{language}"] = getattr(each, part)

    def clean_pictogram(self):
        name = self.cleaned_data["pictogram"]
        if name and pictograms.strokes(name) is None:
            raise forms.ValidationError(_("Aucun pictogramme ne porte ce nom."))
        return name

    def clean_drawing_file(self):
        file = self.cleaned_data["drawing_file"]
        if not file:
            return ""
        if file.size > drawings.MAX_BYTES:
            raise forms.ValidationError(drawings.TOO_LARGE)
        return drawings.lines_of(file.read())

    def clean(self):
        cleaned = super().clean()
        drawn = cleaned.get("drawing_file") or ("" if cleaned.get("drops_drawing") else self.instance.drawing)
        self.instance.drawing = drawn
        if not drawn and not cleaned.get("pictogram") and not {"pictogram", "drawing_file"} & set(self.errors):
            self.add_error("pictogram", _("Donnez un pictogramme ou un dessin."))
        for language in LANGUAGES:
            if cleaned.get(f"definition_{language}") and not cleaned.get(f"word_{language}"):
                self.add_error(f"word_{language}", _("Écrivez aussi le mot."))
        return cleaned

    @transaction.atomic
    def save(self, commit=True):
        notion = super().save(commit=commit)
        if commit:
            actions.set_words(notion, {language: self.words_in(language) for language in LANGUAGES})
        return notion

    def words_in(self, language):
        return {part: self.cleaned_data[f"{part}_{language}"] for part in PARTS}


NotionForm = type(
    "NotionForm",
    (NotionFields,),
    {name: field for language in LANGUAGES for name, field in fields_of(language).items()},
)


class RecordingForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = sounds.ACCEPT
        if self.instance.pk:
            self.fields["transcript"].widget.attrs.update(marks(self.instance.language))
        self.old_file = self.instance.file.name

    def clean_language(self):
        """A voice in use keeps its language: what uses it was chosen by it."""
        language = self.cleaned_data["language"]
        if self.instance.pk and "language" in self.changed_data and in_use(self.instance):
            raise forms.ValidationError(_("Cette voix sert déjà dans cette langue. Ajoutez plutôt une autre voix."))
        return language

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            self.instance.content_type = sounds.kind_of(file)
            self.instance.size = file.size
            self.instance.duration = sounds.duration_of(file, self.instance.content_type)
            ensure_harmless(file)
        return file

    @transaction.atomic
    def save(self, commit=True):
        recording = super().save(commit=commit)
        if commit and self.old_file and self.old_file != recording.file.name:
            transaction.on_commit(lambda: recording.file.storage.delete(self.old_file))
        return recording


def in_use(recording):
    return recording.words.exists() or ReferenceIndex.get_references_to(recording).exists()
