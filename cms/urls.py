"""Addresses that are not pages."""

from django.urls import path

from . import views

app_name = "cms"

localized = [path("recherche/", views.search, name="search")]
plain = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("redaction/login/", views.admin_sign_in, name="admin_sign_in"),
]
