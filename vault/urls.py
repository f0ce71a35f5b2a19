"""Addresses of the vault, all in the resident's space."""

from django.urls import path

from .views import documents, kinds, previews, reading, resumable, sending, shares

app_name = "vault"

localized = [
    path("espace/coffre/", documents.documents, name="documents"),
    path("espace/coffre/ajouter/", sending.upload, name="upload"),
    path("espace/coffre/photos/", sending.take_photos, name="photos"),
    path("espace/coffre/envois/", resumable.begin, name="begin_upload"),
    path("espace/coffre/envois/<uuid:public_id>/", resumable.piece, name="piece"),
    path("espace/coffre/<uuid:public_id>/", documents.document, name="document"),
    path("espace/coffre/<uuid:public_id>/remplacer/", sending.replace, name="replace"),
    path("espace/coffre/<uuid:public_id>/renommer/", documents.rename, name="rename"),
    path("espace/coffre/<uuid:public_id>/effacer/", documents.delete, name="delete"),
    path("espace/coffre/versions/<uuid:public_id>/", reading.download, name="download"),
    path("espace/coffre/versions/<uuid:public_id>/voir/", previews.look, name="look"),
    path("espace/coffre/versions/<uuid:public_id>/pages/<int:number>/", previews.page, name="page"),
    path("espace/coffre/<uuid:public_id>/partager/", shares.share, name="share"),
    path("espace/coffre/copies/<uuid:public_id>/", reading.copy, name="copy"),
    path("espace/partages/", shares.shares, name="shares"),
    path("espace/partages/<uuid:public_id>/arreter/", shares.end, name="end_share"),
    path("espace/qui-a-regarde/", reading.who_looked, name="readings"),
]
plain = [
    path("agent/partages/", shares.shared_with_us, name="shared_with_us"),
    path("agent/papiers/", kinds.list_kinds, name="kinds"),
    path("agent/papiers/ajouter/", kinds.add_kind, name="add_kind"),
    path("agent/papiers/<slug:code>/", kinds.kind, name="kind"),
    path("agent/papiers/<slug:code>/usage/", kinds.use_kind, name="use_kind"),
]
