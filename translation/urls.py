"""The room of translations, inside the editing room."""

from django.urls import path

from . import views

app_name = "translation"
ROOM = "redaction/traductions/"
PAGE = f"{ROOM}<int:page_id>/<slug:language>/"

localized = []
plain = [
    path(ROOM, views.board, name="board"),
    path(f"{ROOM}emporter/", views.export, name="export"),
    path(f"{ROOM}rapporter/", views.receive, name="receive"),
    path(f"{ROOM}rapporter/<int:pk>/", views.received, name="received"),
    path(f"{ROOM}<int:page_id>/petite-correction/", views.minor, name="minor"),
    path(PAGE, views.edit, name="edit"),
    path(f"{PAGE}valider/", views.validate, name="validate"),
    path(f"{PAGE}rendre/", views.send_back, name="send_back"),
    path(f"{PAGE}jeter/", views.discard, name="discard"),
    path(f"{PAGE}relue/", views.reading, name="reading"),
    path(f"{PAGE}machine/", views.machine, name="machine"),
]
