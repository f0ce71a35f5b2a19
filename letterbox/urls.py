"""Addresses of arrived mail: in the resident's space, and the counts for the administrator."""

from django.urls import path

from .views import address, counts, files, tray

app_name = "letterbox"

localized = [
    path("espace/courrier/", tray.tray, name="tray"),
    path("espace/courrier/vider/", tray.empty, name="empty"),
    path("espace/courrier/adresse/", address.address, name="address"),
    path("espace/courrier/adresse/ouvrir/", address.open_address, name="open_address"),
    path("espace/courrier/adresse/fermer/", address.turn_off, name="turn_off"),
    path("espace/courrier/adresse/rouvrir/", address.turn_on, name="turn_on"),
    path("espace/courrier/adresse/changer/", address.change, name="change"),
    path("espace/courrier/<uuid:public_id>/", tray.mail, name="mail"),
    path("espace/courrier/<uuid:public_id>/ouvrir/", tray.open_mail, name="open"),
    path("espace/courrier/<uuid:public_id>/effacer/", tray.delete, name="delete"),
    path("espace/courrier/<uuid:public_id>/ne-rien-garder/", tray.drop_files, name="drop_files"),
    path("espace/courrier/pieces/<uuid:public_id>/", files.download, name="download"),
    path("espace/courrier/pieces/<uuid:public_id>/garder/", files.keep, name="keep"),
    path("espace/courrier/pieces/<uuid:public_id>/jeter/", files.drop, name="drop"),
]
plain = [path("agent/courrier/", counts.counts, name="counts")]
