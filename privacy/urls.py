"""Addresses: ``localized`` under the language, ``plain`` as they are."""

from django.urls import path

from .views import agents, resident

app_name = "privacy"

localized = [
    path("espace/mes-donnees/", resident.home, name="home"),
    path("espace/mes-donnees/emporter/", resident.ask_export, name="ask_export"),
    path("espace/mes-donnees/emporter/<uuid:public_id>/<str:token>/", resident.take, name="take"),
    path("espace/mes-donnees/corriger/", resident.correct, name="correct"),
    path("espace/mes-donnees/corriger/<uuid:public_id>/retirer/", resident.withdraw_request, name="withdraw_request"),
    path("espace/mes-donnees/effacer/", resident.erase, name="erase"),
    path("espace/mes-donnees/effacer/annuler/", resident.keep, name="keep"),
]
plain = [
    path("agent/donnees/", agents.requests_page, name="requests"),
    path("agent/donnees/<uuid:public_id>/", agents.answer, name="answer"),
    path("agent/donnees/effacer/<uuid:public_id>/", agents.erase_person, name="erase_person"),
    path("agent/donnees/corriger/<uuid:public_id>/", agents.correct_person, name="correct_person"),
    path("agent/donnees/effacements/<uuid:public_id>/annuler/", agents.stop_erasure, name="stop_erasure"),
]
