"""Addresses: rules in the editing room, the tasks they gave among the agents' pages."""

from django.urls import path

from . import views

app_name = "automation"

RULE = "redaction/regles/<int:pk>/"

localized = []
plain = [
    path("redaction/regles/", views.rules_list, name="rules"),
    path("redaction/regles/nouvelle/", views.add, name="add"),
    path(RULE, views.rule, name="rule"),
    path(RULE + "changer/", views.change, name="change"),
    path(RULE + "en-service/", views.switch_on, name="switch_on"),
    path(RULE + "au-repos/", views.switch_off, name="switch_off"),
    path(RULE + "supprimer/", views.delete, name="delete"),
    path(RULE + "essayer/", views.rehearse, name="rehearse"),
    path(RULE + "partout/", views.everywhere, name="everywhere"),
    path("redaction/regles/passages/", views.runs, name="runs"),
    path("redaction/regles/passages/<int:pk>/", views.run, name="run"),
    path("redaction/regles/passages/<int:pk>/rejouer/", views.replay, name="replay"),
    path("redaction/regles/etiquettes/", views.tags, name="tags"),
    path("redaction/regles/etiquettes/<int:pk>/retirer/", views.untag, name="untag"),
    path("agent/a-faire/", views.todos, name="todos"),
    path("agent/a-faire/<uuid:public_id>/fait/", views.finish, name="finish"),
    path("agent/a-faire/<uuid:public_id>/reprendre/", views.reopen, name="reopen"),
]
