"""Addresses, all of them in the editing room."""

from django.urls import path

from . import views

app_name = "gates"

localized = []
plain = [
    path("redaction/relecture/", views.pages, name="pages"),
    path("redaction/relecture/regles/", views.levels, name="levels"),
    path("redaction/relecture/<int:page_id>/", views.page, name="page"),
]
