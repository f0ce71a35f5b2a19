"""Addresses of people's accounts: ``localized`` under the language, ``plain`` for agents."""

from django.urls import path

from . import views

app_name = "accounts"

localized = [
    path("entree/", views.home, name="home"),
    path("espace/profil/", views.profile, name="profile"),
    path("activer/", views.activate, name="activate"),
]
plain = [
    path("agent/personnes/", views.people, name="people"),
    path("agent/personnes/creer/", views.create_person, name="create_person"),
    path("agent/personnes/<uuid:public_id>/", views.person, name="person"),
    path("agent/personnes/<uuid:public_id>/carte/", views.slip, name="slip"),
    path("agent/personnes/<uuid:public_id>/lettre/", views.letter, name="letter"),
    path("agent/personnes/<uuid:public_id>/nouveau-code/", views.renew_code, name="renew_code"),
    path("agent/personnes/<uuid:public_id>/roles/", views.add_membership, name="add_membership"),
    path("agent/personnes/<uuid:public_id>/roles/retirer/", views.remove_membership, name="remove_membership"),
    path("agent/personnes/<uuid:public_id>/fermer/", views.deactivate, name="deactivate"),
    path("agent/personnes/<uuid:public_id>/rouvrir/", views.reactivate, name="reactivate"),
    path("agent/langue/", views.choose_language, name="language"),
    path("agent/qui-voit/", views.who_sees, name="who_sees"),
    path("agent/qui-voit/accorder/", views.grant, name="grant"),
    path("agent/qui-voit/retirer/", views.revoke, name="revoke"),
]
