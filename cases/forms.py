"""What people fill in: questions, papers, invitations."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.phones import normalise as normalised_phone
from notifications import sms
from vault.fields import FileFieldsMixin
from vault.forms import PhotosForm
from vault.models import DocumentType

from .actions.cases import TEXT_LENGTH
from .conditions import holds
from .requirements import visible_answers
from .texts import say

DATE_WANTED = _("Écrivez la date du document : il doit être récent.")
YES_NO = [("yes", _("Oui")), ("no", _("Non"))]


def field_of(question, *, required):
    """The form field that asks ``question``."""
    options = {
        "label": say(question["label"]),
        "help_text": say(question.get("help")),
        "required": required,
        "error_messages": {"required": _("Répondez à cette question pour continuer.")},
    }
    if question["kind"] == "choice":
        choices = [(choice["value"], say(choice["label"])) for choice in question["choices"]]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if question["kind"] == "yesno":
        return YesNoField(choices=YES_NO, widget=forms.RadioSelect, **options)
    if question["kind"] == "date":
        return ComingDateField(widget=forms.DateInput, **options)
    return forms.CharField(max_length=TEXT_LENGTH, **options)


class YesNoField(forms.TypedChoiceField):
    """Yes or no, as a boolean; ``None`` when nothing was said."""

    def __init__(self, **kwargs):
        super().__init__(coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


class ComingDateField(forms.DateField):
    """A day to come."""

    def validate(self, value):
        super().validate(value)
        if value and value < timezone.localdate():
            raise ValidationError(_("Cette date est passée : choisissez un jour à venir."))


class QuestionsForm(forms.Form):
    """The questions of one screen, or of all, that these answers make visible."""

    def __init__(self, *args, definition, answers, screen=None, optional=False, **kwargs):
        super().__init__(*args, **kwargs)
        shown = visible_questions(definition, answers)
        for question in shown:
            if screen in (None, question["screen"]):
                required = not (optional or question.get("optional"))
                self.fields[question["code"]] = field_of(question, required=required)
                self.initial.setdefault(question["code"], answers.get(question["code"]))

    @property
    def given(self):
        """``{question: value}`` as the action wants them; ``None`` where nothing was said."""
        return {code: None if value == "" else value for code, value in self.cleaned_data.items()}


def visible_questions(definition, answers):
    """Questions to ask, given what was answered so far."""
    kept = visible_answers(definition, answers)
    return [question for question in definition["questions"] if holds(question.get("show_if"), kept)]


class UploadForm(FileFieldsMixin):
    """A new paper for a piece: a file, or a picture taken on the spot."""

    document_type = forms.ChoiceField(
        label=_("Quel document est-ce ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    issued_on = forms.DateField(
        label=_("Date du document"),
        required=False,
        widget=forms.DateInput,
        help_text=_("La date à laquelle il a été fait, écrite sur le papier."),
        error_messages={"required": DATE_WANTED},
    )
    expires_on = forms.DateField(
        label=_("Valable jusqu’au"),
        required=False,
        widget=forms.DateInput,
        help_text=_("Si une date de fin est écrite sur le papier."),
    )

    def __init__(self, *args, requirement, types, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("PDF ou photo (JPEG, PNG, HEIC). Toutes les pages, bien lisibles.")
        self.fields["document_type"].choices = [(code, say(types[code])) for code in requirement.document_types]
        self.fields["issued_on"].required = requirement.max_age_days is not None
        if len(requirement.document_types) == 1:
            self.fields["document_type"].widget = forms.HiddenInput()
            self.initial["document_type"] = requirement.document_type

    @property
    def paper(self):
        """The arguments of the action."""
        data = self.cleaned_data
        return {
            "uploaded_file": self.upload,
            "document_type": data["document_type"],
            "issued_on": data["issued_on"],
            "expires_on": data["expires_on"],
        }


class PiecePhotosForm(PhotosForm):
    """The pages of a paper for a piece, a photo each; it is named as its kind is."""

    def __init__(self, *args, requirement, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["label"]
        kinds = DocumentType.objects.filter(code__in=requirement.document_types)
        self.fields["type"].queryset = kinds
        self.fields["issued_on"].required = requirement.max_age_days is not None
        self.fields["issued_on"].error_messages["required"] = DATE_WANTED
        if len(kinds) == 1:
            self.fields["type"].widget = forms.HiddenInput()
            self.initial["type"] = kinds[0]

    def stored(self):
        """What came is in the vault: the photos may go."""
        self.forget()

    @property
    def pages(self):
        """The photos in the order of the pages."""
        return [self.kept[number] for number in sorted(self.kept)]

    @property
    def paper(self):
        """The arguments of the action, without the file."""
        data = self.cleaned_data
        return {name: data[name] for name in ("issued_on", "expires_on")} | {"document_type": data["type"].code}


class ChoiceForm(forms.Form):
    """A document picked on the page, by its version."""

    version = forms.UUIDField()


class InviteForm(forms.Form):
    """Where to write to the other person."""

    email = forms.EmailField(label=_("Son adresse e-mail"), required=False)
    phone = forms.CharField(
        label=_("Ou son numéro de téléphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not sms.is_available():
            del self.fields["phone"]
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = _("Écrivez son adresse e-mail.")
            self.fields["email"].help_text = _(
                "Pas d’adresse e-mail ? Venez à deux à l’accueil de la mairie : nous faisons le dossier avec vous."
            )

    def clean_phone(self):
        return normalised_phone(self.cleaned_data["phone"]) if self.cleaned_data["phone"] else ""

    def clean(self):
        data = super().clean()
        if not self.errors and not (data["email"] or data.get("phone")):
            self.add_error("email", _("Écrivez une adresse e-mail ou un numéro de téléphone."))
        return data


class CodeForm(forms.Form):
    """The code printed on a certificate."""

    code = forms.CharField(label=_("Code du certificat"), max_length=40)


def show_errors(form, error):
    """Put an action's ``ValidationError`` where people will see it: by its field, else above the form."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    if error_code(error) in form.fields:
        by_field = {error.code: error.messages}
    for field, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, sentence)


def error_code(error):
    """The code of a single error, else None."""
    return getattr(error, "code", None)


def posted(request):
    """What was sent, even empty; ``None`` on a page that is only opened."""
    return request.POST if request.method == "POST" else None
