"""Addresses of the vault, all in the resident's space."""

from django.urls import path

from . import views

app_name = "vault"

localized = [
    path("espace/coffre/", views.documents, name="documents"),
    path("espace/coffre/ajouter/", views.upload, name="upload"),
    path("espace/coffre/<uuid:public_id>/", views.document, name="document"),
    path("espace/coffre/<uuid:public_id>/remplacer/", views.replace, name="replace"),
    path("espace/coffre/<uuid:public_id>/renommer/", views.rename, name="rename"),
    path("espace/coffre/<uuid:public_id>/effacer/", views.delete, name="delete"),
    path("espace/coffre/versions/<uuid:public_id>/", views.download, name="download"),
    path("espace/qui-a-regarde/", views.who_looked, name="readings"),
]
plain = []
