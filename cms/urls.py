"""Addresses that are not pages."""

from django.urls import path

from . import views

app_name = "cms"

localized = [
    path("recherche/", views.search, name="search"),
    # Wagtail brings a sign-in of its own here, without second factor and without limit to guesses.
    path("_util/login/", views.admin_sign_in, name="page_sign_in"),
]
plain = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("redaction/login/", views.admin_sign_in, name="admin_sign_in"),
]
