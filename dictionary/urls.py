from django.urls import path

from . import views

app_name = "dictionary"

localized = [
    path("dictionnaire/", views.browse, name="browse"),
    path("dictionnaire/<slug:key>/", views.notion, name="notion"),
    path("dictionnaire/<slug:key>/montrer/", views.show, name="show"),
    path("dictionnaire/<slug:key>/carte.pdf", views.card, name="card"),
]
plain = [
    path("voix/<uuid:public_id>", views.sound, name="sound"),
    path("agent/panneaux/", views.signs, name="signs"),
    path("agent/panneaux/panneau.pdf", views.sign, name="sign"),
    path("agent/panneaux/planche.pdf", views.sheet, name="sheet"),
]
