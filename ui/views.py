"""The style guide: every component on one page, for those who build and those who judge."""

from datetime import date
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    first_name = forms.CharField(label=_("Prénom"), help_text=_("Comme sur votre pièce d’identité."))
    phone = forms.CharField(label=_("Téléphone"), required=False)
    birth = forms.DateField(label=_("Date de naissance"), widget=forms.DateInput)
    where = forms.ChoiceField(label=_("Où vivez-vous ?"), choices=[("19", "Paris 19e"), ("20", "Paris 20e")])
    married = forms.ChoiceField(
        label=_("Avez-vous déjà été marié·e ?"),
        widget=forms.RadioSelect,
        choices=[("no", _("Non, jamais")), ("divorced", _("Oui, divorcé·e")), ("widowed", _("Oui, veuf ou veuve"))],
    )
    file = forms.FileField(label=_("Pièce d’identité"), required=False)
    story = forms.CharField(label=_("Un mot pour l’agent"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("J’ai relu, tout est juste."))


def _step(code, title, state, waiting_for="", explanation="", at=None):
    return SimpleNamespace(**locals())


def sample_steps():
    return [
        _step("file", _("Préparer le dossier"), "done", at=date(2026, 9, 3)),
        _step("completeness", _("Dossier complet"), "done", at=date(2026, 9, 14)),
        _step("examination", _("Examen par l’état civil"), "current", waiting_for=_("l’état civil")),
        _step("hearing", _("Entretien"), "added", explanation=_("Un rendez-vous de vingt minutes, ensemble.")),
        _step("banns", _("Publication des bans"), "next"),
        _step("date", _("Choisir la date"), "waiting", waiting_for=_("vous deux")),
        _step("ceremony", _("La cérémonie"), "next"),
        _step("certificate", _("Le livret de famille"), "skipped"),
    ]


def style_guide(request):
    """GET: everything the design system offers. Only in the demonstration."""
    if not getattr(settings, "DEMO", False):
        raise Http404
    context = {
        "form": SampleForm(),
        "wrong_form": SampleForm({"birth": "31/02/2020"}, auto_id="wrong_%s", use_required_attribute=False),
        "steps": sample_steps(),
        "families": _families(),
        "page": Paginator(range(30), 10).page(2),
        "today": date(2026, 11, 22),
        "samples": [
            "citizenship",
            "social",
            "housing",
            "neighbourhood",
            "rings",
            "banns",
            "stamp",
            "vault",
            "booklet",
            "flying-agent",
            "counter",
            "ticket",
            "id-card",
            "birth-record",
            "proof-of-address",
            "temple",
        ],
    }
    return render(request, "ui/style_guide.html", context)


def _families():
    titles = {
        "citizenship": _("Citoyenneté"),
        "social": _("Famille et social"),
        "housing": _("Logement"),
        "neighbourhood": _("Vie du quartier"),
    }
    return [{"code": code, "title": title, "url": "#"} for code, title in titles.items()]
