from django.urls import include, path

from . import views

app_name = "notifications"

messages = [
    path("", views.messages, name="messages"),
    path("preferences/", views.preferences, name="preferences"),
    path("tout-lu/", views.read_all, name="read_all"),
    path("<uuid:public_id>/", views.message, name="message"),
    path("<uuid:public_id>/ouvrir/", views.open_message, name="open"),
]
sendings = [
    path("", views.undelivered, name="undelivered"),
    path("<int:pk>/relancer/", views.retry, name="retry"),
]
localized = [path("espace/messages/", include(messages))]
plain = [path("agent/envois/", include(sendings))]
