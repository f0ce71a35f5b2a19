"""Addresses: collections for everybody under the language, the upkeep of the site for those who keep it."""

from django.urls import path

from .views import archives, links, listings, public, reviews

app_name = "upkeep"

ROOM = "redaction/tenue/"
LISTING = ROOM + "collections/<uuid:public_id>/"
LINK = ROOM + "liens/<uuid:public_id>/"
REVIEW = "agent/relectures/<int:page>/"
ARCHIVE = ROOM + "archives/<uuid:public_id>/"

localized = [
    path("collections/<slug:slug>/", public.listing, name="listing"),
    path("collections/<slug:slug>.rss", public.rss, name="listing_rss"),
    path("collections/<slug:slug>.atom", public.atom, name="listing_atom"),
    path("collections/<slug:slug>.csv", public.table, name="listing_csv"),
    path("collections/<slug:slug>.ics", public.calendar, name="listing_ics"),
]
plain = [
    path(ROOM + "collections/", listings.every, name="listings"),
    path(ROOM + "collections/nouvelle/", listings.new, name="new_listing"),
    path(ROOM + "collections/apercu/", listings.preview, name="preview_listing"),
    path(LISTING, listings.edit, name="edit_listing"),
    path(LISTING + "supprimer/", listings.delete, name="delete_listing"),
    path(ROOM + "liens/", links.report, name="links"),
    path(ROOM + "liens/verifier/", links.check_everything, name="check_links"),
    path(ROOM + "liens/page/<int:page>/", links.of_page, name="page_links"),
    path(ROOM + "liens/page/<int:page>/verifier/", links.check_again, name="check_page_links"),
    path(LINK + "laisser/", links.ignore, name="ignore_link"),
    path(LINK + "surveiller/", links.watch, name="watch_link"),
    path("agent/relectures/", reviews.every, name="reviews"),
    path("agent/relectures/regles/", reviews.defaults, name="review_defaults"),
    path(REVIEW, reviews.one, name="review"),
    path(REVIEW + "juste/", reviews.confirm, name="confirm_review"),
    path(REVIEW + "choisir/", reviews.plan, name="plan_review"),
    path(ROOM + "archives/", archives.home, name="archives"),
    path(ROOM + "archives/preparer/", archives.ask, name="ask_archive"),
    path(ARCHIVE + "site.zip", archives.take, name="take_archive"),
]
