"""Addresses of the editing room's rights, and of the pages that only agents read."""

from django.urls import path

from . import scheme_views, views

app_name = "publishing"

localized = []
plain = [
    path("agent/pages/", views.pages, name="pages"),
    path("agent/pages/<int:pk>/", views.page, name="page"),
    path("redaction/pages/<int:pk>/partage/", views.sharing, name="sharing"),
    path("redaction/pages/<int:pk>/partage/retirer/<int:grant>/", views.take_back, name="take_back"),
    path("redaction/pages/<int:pk>/partage/arreter/", views.stop, name="stop"),
    path("redaction/pages/<int:pk>/partage/retablir/", views.restore, name="restore"),
    path("redaction/pages/<int:pk>/etat/", scheme_views.state, name="state"),
    path("redaction/pages/<int:pk>/etat/<slug:code>/", scheme_views.move, name="move"),
    path("redaction/circuits/", scheme_views.schemes, name="schemes"),
    path("redaction/circuits/nouveau/", scheme_views.new_scheme, name="new_scheme"),
    path("redaction/circuits/essai/", scheme_views.simulate, name="simulator"),
    path("redaction/circuits/<int:pk>/", scheme_views.scheme, name="scheme"),
    path("redaction/circuits/<int:pk>/changer/", scheme_views.change_scheme, name="change_scheme"),
    path("redaction/circuits/<int:pk>/appliquer/", scheme_views.place_scheme, name="place_scheme"),
    path("redaction/circuits/<int:pk>/retirer/<int:placement>/", scheme_views.unplace, name="unplace"),
]
