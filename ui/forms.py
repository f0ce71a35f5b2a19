"""How form fields are dressed: native inputs, big targets, errors tied to their field."""

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

REQUIRED = {
    forms.Field: _("Il manque quelque chose ici."),
    forms.ChoiceField: _("Choisissez une réponse."),
    forms.FileField: _("Choisissez un fichier."),
    forms.BooleanField: _("Cochez cette case pour continuer."),
}
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def speak_kindly():
    """Say what to do where an answer is missing, in every form of the site: "This field is required" helps nobody."""
    for kind_of_field, sentence in REQUIRED.items():
        messages = kind_of_field.__dict__.get("default_error_messages", {})
        kind_of_field.default_error_messages = {**messages, "required": sentence}


def render_field(field, *, label="", help="", example="", camera=False, hide_optional=False) -> SafeString:
    """HTML of one bound field, hidden ones included."""
    if field.is_hidden:
        return field.as_widget()
    if help:
        field.help_text = help
    extra = {"example": example or getattr(field.field, "example", ""), "label": label or field.label}
    dress(field.field.widget, camera=camera)
    context = {"field": field, "kind": kind(field.field.widget), **extra}
    context["widget"] = field.as_widget(attrs=_attributes(field, extra["example"]))
    context["optional"] = not (field.field.required or hide_optional or context["kind"] == "checkbox")
    return render_to_string("ui/forms/field.html", context)


def dress(widget, *, camera=False):
    """Give a widget its native input: date pickers, the phone's camera, right keyboards."""
    if type(widget) is forms.DateInput:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif type(widget) is forms.TimeInput:
        widget.input_type, widget.format = "time", "%H:%M"
    elif type(widget) is forms.DateTimeInput:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.FileInput) and camera:
        widget.attrs.setdefault("capture", "environment")
    elif isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"


def kind(widget) -> str:
    """Which shape the field takes: choices, checkbox, file or line."""
    if isinstance(widget, CHOICES):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def _attributes(field, example):
    """Tie the example to the input too: Django ties the help and the errors."""
    if not (example and field.auto_id):
        return {}
    return {"aria-describedby": " ".join(filter(None, [field.aria_describedby, f"{field.auto_id}_example"]))}


def error_rows(form) -> list[dict]:
    """[{"id", "label", "error"}] for the first error of every field, those of the whole form before (id is "")."""
    if not getattr(form, "is_bound", False):
        return []
    rows = [{"id": "", "label": "", "error": error} for error in form.non_field_errors()]
    for field in form:
        anchor = f"{field.auto_id}_0" if kind(field.field.widget) == "choices" else field.id_for_label
        rows += [{"id": anchor, "label": field.label, "error": error} for error in list(field.errors)[:1]]
    return rows
