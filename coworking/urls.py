"""Addresses of the spaces one books."""

from django.urls import path

from . import views

app_name = "coworking"

BOOKING = "espace/reservations/<uuid:public_id>/"

localized = [
    path("espaces/", views.spaces, name="spaces"),
    path("espaces/<slug:code>/", views.space, name="space"),
    path("espaces/<slug:code>/reserver/", views.book_space, name="book"),
    path("espace/reservations/", views.bookings, name="bookings"),
    path(BOOKING + "rendre/", views.give_back, name="give_back"),
    path(BOOKING + "arrivee/", views.here, name="here"),
]
