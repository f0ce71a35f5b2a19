"""Addresses of the archives: a room of the agents' workspace, and one page of the resident's."""

from django.urls import path

from . import views

app_name = "archives"

ROOM = "agent/archives/"
LIST = ROOM + "bordereaux/<uuid:public_id>/"

localized = [path("espace/coffre/<uuid:public_id>/garder/", views.keep, name="keep")]
plain = [
    path(ROOM, views.home, name="home"),
    path(ROOM + "preparer/", views.prepare, name="prepare"),
    path(ROOM + "dossiers/<uuid:public_id>/", views.case, name="case"),
    path(ROOM + "bordereaux/", views.lists, name="lists"),
    path(LIST, views.one_list, name="list"),
    path(LIST + "confirmer/", views.propose, name="propose"),
    path(LIST + "visa/", views.visa, name="visa"),
    path(LIST + "abandonner/", views.cancel, name="cancel"),
    path(LIST + "bordereau.pdf", views.list_pdf, name="list_pdf"),
    path(LIST + "bordereau.csv", views.list_csv, name="list_csv"),
    path(LIST + "versement/", views.fetch, name="fetch"),
    path(LIST + "versement/refaire/", views.make_again, name="make_again"),
    path(LIST + "versement/recu/", views.acknowledge, name="acknowledge"),
    path(ROOM + "gels/", views.holds, name="holds"),
    path(ROOM + "gels/poser/", views.place_hold, name="place_hold"),
    path(ROOM + "gels/<uuid:public_id>/", views.hold, name="hold"),
    path(ROOM + "regles/", views.rules, name="rules"),
    path(ROOM + "regles/papiers/<slug:code>/", views.retention_rule, name="retention_rule"),
    path(ROOM + "regles/dossiers/<slug:code>/<slug:ending>/", views.conservation_rule, name="conservation_rule"),
]
