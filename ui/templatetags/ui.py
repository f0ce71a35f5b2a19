"""The words of our templates: pictograms, fields, badges, friezes, dates, addresses that may not exist yet."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ui import dates, forms, languages, pictograms, words
from ui.words import elided

register = template.Library()

FAMILIES = ("citizenship", "social", "housing", "neighbourhood")
BADGES = {"ok": "ok", "warning": "warning", "danger": "danger", "info": "info", "neutral": "neutral"}
STATES = {
    "done": _("Fait"),
    "current": _("Maintenant"),
    "waiting": _("En attente"),
    "next": _("À venir"),
    "skipped": _("Étape passée"),
    "added": _("Étape ajoutée pour vous"),
}
THEMES = ("light", "dark")


@register.simple_tag
def pictogram(name, label="", css=""):
    """{% pictogram "rings" %}: decorative; {% pictogram "rings" label=_("Mariage") %}: meaningful."""
    return pictograms.render(str(name), str(label), css)


@register.simple_tag
def family_class(family):
    return f"family--{family}" if str(family) in FAMILIES else ""


@register.simple_tag
def badge(kind, text):
    kind = BADGES.get(str(kind), "neutral")
    return format_html('<span class="badge badge--{}">{}{}</span>', kind, pictograms.render(kind), text)


@register.inclusion_tag("ui/components/empty.html")
def empty(name, title, text="", url="", label=""):
    """Nothing here yet: a drawing, a kind sentence, and the way on."""
    return {"name": name, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/components/progress.html")
def progress(done, total, label=""):
    return {"done": done, "total": total, "label": label, "percent": round(100 * done / total) if total else 100}


@register.inclusion_tag("ui/components/frieze.html")
def frieze(steps):
    """Steps have code, title, state, waiting_for, explanation and at."""
    rows = [{"step": step, "state": str(step.state), "word": STATES.get(str(step.state), "")} for step in steps]
    return {"rows": rows}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context, page):
    """Links to the pages before and after; keeps the other parameters of the address."""
    return {"page": page, "query": _query_without(context.get("request"), "page")}


def _query_without(request, key):
    if request is None:
        return ""
    query = request.GET.copy()
    query.pop(key, None)
    return query.urlencode()


@register.simple_tag
def field(bound_field, **options):
    """Label, help, example, errors and input of one form field.

    Options: `label`, `help`, `example`, `camera` (True opens the camera on a phone), `hide_optional`.
    """
    return forms.render_field(bound_field, **options)


@register.inclusion_tag("ui/forms/errors.html")
def form_errors(form):
    """Summary of what to mend, above the form; each line leads to its field."""
    return {"form": form, "rows": forms.error_rows(form)}


@register.filter
def said(name):
    """{{ room|said }}: a name the town hall starts with, in the reader's language."""
    return words.said(name)


@register.simple_tag
def local_date(value, style="long"):
    return dates.local_date(value, style)


@register.simple_tag
def local_day(value):
    return dates.local_day(value)


@register.simple_tag
def local_time(value):
    return dates.local_time(value)


@register.simple_tag
def local_datetime(value, style="long"):
    return dates.local_datetime(value, style)


@register.simple_tag
def safe_url(name, *args, **kwargs):
    """The address of a view, or "" while that view does not exist."""
    return _address(name, args, tuple(kwargs.items()), get_language(), get_urlconf(), get_script_prefix())


@lru_cache(maxsize=1024)
def _address(name, args, kwargs, *_what_it_depends_on):
    """Every page asks for the same dozen of addresses: they are looked for once a language."""
    try:
        return reverse(name, args=args, kwargs=dict(kwargs))
    except NoReverseMatch:
        return ""


@register.simple_tag
def site_name():
    return getattr(settings, "SITE_NAME", "La Mairie de demain")


@register.simple_tag
def source_url():
    """Where the source code is (the licence, AGPL, asks that users can find it)."""
    return getattr(settings, "SOURCE_URL", "")


@register.simple_tag
def html_lang():
    """BCP 47 tag of the language of the page: zh-hans is written zh-Hans."""
    language, _, script = (get_language() or settings.LANGUAGE_CODE).partition("-")
    return f"{language}-{script.title()}" if len(script) == 4 else "-".join(filter(None, [language, script.upper()]))


@register.simple_tag(takes_context=True)
def theme_attribute(context):
    """data-theme from the person's cookie; nothing when the system's own setting is to decide."""
    request = context.get("request")
    theme = request.COOKIES.get("theme") if request else None
    return format_html(' data-theme="{}"', theme) if theme in THEMES else ""


@register.simple_tag(takes_context=True)
def language_links(context):
    """[(code, name in its own script, dir, address of this page in it, is current)]"""
    return languages.links(context.get("request"), context.get("page"))


@register.simple_tag
def translate_url(path, language):
    return languages.translated(path, language)


@register.simple_tag
def built_fonts():
    """Link to the subset fonts when `build_ui` made them; the system's fonts serve otherwise."""
    if not finders.find("ui/build/fonts.css") and not staticfiles_storage.exists("ui/build/fonts.css"):
        return ""
    try:
        return format_html('<link rel="stylesheet" href="{}">', static("ui/build/fonts.css"))
    except (ValueError, ImproperlyConfigured):
        return ""


@register.simple_tag
def stylesheet_text(path):
    """The text of a stylesheet of ours, for documents printed without a web server."""
    with open(finders.find(path) or staticfiles_storage.path(path), encoding="utf-8") as sheet:
        return mark_safe(sheet.read())  # noqa: S308 (a file shipped with the code)


class CaptureNode(template.Node):
    """Renders what it holds, blocks included, into a variable."""

    def __init__(self, nodelist, name):
        self.nodelist, self.name = nodelist, name

    def render(self, context):
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 (escaped where it was written)
        return ""


@register.tag
def capture(parser, token):
    """{% capture active %}{% block active %}{% endblock %}{% endcapture %}"""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)


@register.filter
def elide(sentence, name):
    """{{ sentence|elide:name }}: "de Awa" is "d’Awa" in French; other languages are left as they are."""
    if not (get_language() or "fr").startswith("fr"):
        return sentence
    return mark_safe(elided(conditional_escape(sentence), conditional_escape(name)))  # noqa: S308 (escaped above)


@register.filter
def breakable(address):
    """An e-mail address that is cut, where it must be, after its @ and before its dots only."""
    pieces = str(address).replace("@", "@\n").replace(".", "\n.").split("\n")
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in pieces))


@register.filter
def notice_kind(message):
    """A Django message -> ok, warning, danger or info."""
    return {"success": "ok", "warning": "warning", "error": "danger"}.get(message.level_tag, "info")
