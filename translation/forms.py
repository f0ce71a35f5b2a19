"""What people type or drop in the room of translations."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from . import files
from .actions import Text
from .checks import faults
from .enums import State
from .queries import KINDS, LANGUAGES

MOST_ROWS = 400
DIGEST = re.compile(r"[0-9a-f]{64}")


class BoardFilter(forms.Form):
    """What the board keeps; what is unknown is as if nothing was asked."""

    langue = forms.ChoiceField(label=_("Langue"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False)
    sorte = forms.ChoiceField(label=_("Sorte de page"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        every = ("", _("Toutes"))
        kinds = [(name, str(model._meta.verbose_name)) for name, model in KINDS.items()]
        self.fields["langue"].choices = [every, *LANGUAGES.items()]
        self.fields["etat"].choices = [("", _("Tous")), *State.choices]
        self.fields["sorte"].choices = [every, *kinds]

    def wanted(self):
        self.is_valid()
        names = {"language": "langue", "state": "etat", "kind": "sorte"}
        return {name: self.cleaned_data.get(key, "") for name, key in names.items()}


class SheetForm:
    """The sentences of a page as they were sent: ``r-<n>`` says which, ``t-<n>`` its text, ``ok-<n>`` still right."""

    def __init__(self, sheet, data):
        self.sheet, self.data = sheet, data
        self.rows = {row.key: row for row in sheet.rows}

    @property
    def number(self):
        value = self.data.get("number", "")
        return int(value) if value.isdecimal() and len(value) < 9 else -1

    def read(self):
        """Put what was typed back on the rows, with what is wrong; give the texts that change something."""
        found = []
        for place in range(MOST_ROWS):
            key, _bar, digest = self.data.get(f"r-{place}", "").rpartition("|")
            row = self.rows.get(key)
            if row is not None and DIGEST.fullmatch(digest):
                found += self._read(row, digest, place)
        return found

    def _read(self, row, digest, place):
        text = self.data.get(f"t-{place}", "").replace("\r\n", "\n").strip()
        kept = f"ok-{place}" in self.data
        was = (row.value, row.is_kept)
        row.theirs = row.value if row.value not in (text, row.current) else ""
        row.value, row.is_kept = text, kept
        row.faults = faults(row.sentence, text, type(self.sheet.source))
        if was == (text, kept):
            return []
        return [Text(row.key, digest, text, kept=kept)]

    @property
    def is_right(self):
        return not any(row.faults for row in self.sheet.rows)

    def mark_gaps(self):
        """Say beside each sentence that waits what it waits for."""
        for row in self.sheet.todo:
            gap = _("Changez la traduction, ou cochez « reste juste ».") if row.value else _("Écrivez la traduction.")
            row.faults = [*row.faults, gap]


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Votre mot"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites en une phrase ce qui est à revoir.")},
    )


class ReceiveForm(forms.Form):
    """A file of translations, PO or XLSX; ``cleaned_data["entries"]`` is what it says."""

    file = forms.FileField(
        label=_("Fichier PO ou XLSX"),
        help_text=_("Celui que vous avez emporté d’ici, avec ses traductions ; 2 Mo au plus."),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        self.cleaned_data["entries"] = files.read(upload)
        return upload
