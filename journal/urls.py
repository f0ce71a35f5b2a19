from django.urls import path

from . import views

app_name = "journal"

plain = [path("agent/journal/", views.lines, name="lines")]
localized = []
