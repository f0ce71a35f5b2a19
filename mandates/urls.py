"""Addresses: ``localized`` under the language, ``plain`` as they are."""

from django.urls import path

from .views import counter, space

app_name = "mandates"

localized = [
    path("espace/aide/", space.mandates, name="mandates"),
    path("espace/aide/donner/", space.give, name="give"),
    path("espace/aide/demander/", space.ask, name="ask"),
    path("espace/aide/demander/<uuid:public_id>/", space.code, name="code"),
    path("espace/aide/non/<str:token>/", space.refuse, name="refuse"),
    path("espace/aide/<uuid:public_id>/", space.mandate, name="mandate"),
    path("espace/aide/<uuid:public_id>/repondre/", space.answer, name="answer"),
    path("espace/aide/<uuid:public_id>/arreter/", space.end, name="end"),
    path("espace/pour/<uuid:public_id>/", space.helping, name="helping"),
]
plain = [
    path("agent/personnes/<uuid:public_id>/mandats/", counter.of_person, name="of_person"),
    path("agent/mandats/<uuid:public_id>/arreter/", counter.end, name="end_at_counter"),
    path("agent/personnes/<uuid:public_id>/mandat/", counter.record, name="record"),
    path("agent/personnes/<uuid:public_id>/mandat/formulaire.pdf", counter.form_pdf, name="form_pdf"),
]
