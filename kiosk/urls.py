"""Addresses: ``localized`` under the language, ``plain`` for the counters and for agents."""

from django.urls import path

from .views import counter, entry, managing, own, papers

app_name = "kiosk"

COUNTER = "borne/<slug:code>/"
AGENT = "agent/bornes/<slug:code>/"

localized = [
    path("espace/profil/borne/", own.pin, name="pin"),
    path("espace/profil/borne/retirer/", own.remove_pin, name="remove_pin"),
]
plain = [
    path(COUNTER, counter.home, name="home"),
    path(COUNTER + "langue/", counter.language, name="language"),
    path(COUNTER + "carte/", entry.card, name="card"),
    path(COUNTER + "carte/image/", entry.card_picture, name="card_picture"),
    path(COUNTER + "carte/code/", entry.secret, name="secret"),
    path(COUNTER + "carte/sms/", entry.text, name="text"),
    path(COUNTER + "agent/", entry.beside, name="beside"),
    path(COUNTER + "agent/entrer/", entry.enter, name="enter"),
    path(COUNTER + "reste/", counter.status, name="status"),
    path(COUNTER + "encore/", counter.stay, name="stay"),
    path(COUNTER + "plus-de-temps/", counter.more_time, name="more_time"),
    path(COUNTER + "appeler/", counter.call, name="call"),
    path(COUNTER + "fin/", counter.end, name="end"),
    path(COUNTER + "scanner/", papers.scans, name="scans"),
    path("agent/bornes/", managing.kiosks, name="kiosks"),
    path("agent/bornes/creer/", managing.create, name="create"),
    path("agent/bornes/pour/<uuid:public_id>/", managing.choose, name="choose"),
    path(AGENT, managing.kiosk, name="kiosk"),
    path(AGENT + "modifier/", managing.change, name="change"),
    path(AGENT + "jumeler/", managing.pair, name="pair"),
    path(AGENT + "ordinateurs/<uuid:public_id>/retirer/", managing.revoke, name="revoke"),
    path(AGENT + "aider/", managing.search, name="search"),
    path(AGENT + "aider/<uuid:public_id>/", managing.help_somebody, name="help"),
    path(AGENT + "y-aller/", managing.go, name="go"),
    path(AGENT + "fermer/", managing.close, name="close"),
]
