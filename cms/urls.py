"""Addresses that are not pages."""

from django.urls import path, re_path

from . import views

app_name = "cms"

localized = [
    path("recherche/", views.search, name="search"),
    path("livrets/<slug:slug>.pdf", views.booklet, name="booklet"),
    path("flux/actualites.atom", views.news_feed, name="news_feed"),
    path("flux/presse.atom", views.press_feed, name="press_feed"),
    path("flux/agenda.ics", views.agenda_calendar, name="agenda_calendar"),
    path("flux/agenda/<uuid:key>.ics", views.event_calendar, name="event_calendar"),
    # Wagtail brings a sign-in of its own here, without second factor and without limit to guesses.
    path("_util/login/", views.admin_sign_in, name="page_sign_in"),
]
plain = [
    path("media/images/<str:name>", views.picture, name="picture"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    # An account made, changed or deleted here would escape the policy, the event log and the vault.
    *[
        re_path(rf"^redaction/{door}/", views.people_live_elsewhere, name=f"no_{door.replace('/', '_')}")
        for door in ("users", "groups", "bulk/accounts", "bulk/auth")
    ],
    path("redaction/login/", views.admin_sign_in, name="admin_sign_in"),
]
