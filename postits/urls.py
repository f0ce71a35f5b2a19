"""Addresses: ``localized`` under the language for readers, ``plain`` for agents."""

from django.urls import path

from .views import agents, own, readers

app_name = "postits"

NOTE = "agent/post-its/<uuid:public_id>/"

localized = [
    path("mots/<int:page>/<slug:place>/", readers.leave, name="leave"),
    path("mots/<int:page>/<slug:place>/merci/", readers.thanks, name="thanks"),
    path("mots/<uuid:public_id>/", readers.see, name="see"),
    path("mots/<uuid:public_id>/moi-aussi/", readers.me_too, name="me_too"),
    path("mots/<uuid:public_id>/plus-moi/", readers.not_me_too, name="not_me_too"),
    path("espace/mots/", own.notes, name="mine"),
    path("espace/mots/<uuid:public_id>/retirer/", own.withdraw, name="withdraw"),
]
plain = [
    path("agent/post-its/", agents.tray, name="tray"),
    path("agent/post-its/souvent/", agents.recurrent, name="recurrent"),
    path("agent/post-its/pages/", agents.pages_list, name="pages"),
    path("agent/post-its/pages/<int:page>/", agents.page_opening, name="page"),
    path(NOTE, agents.note, name="note"),
    path(NOTE + "publier/", agents.publish, name="publish"),
    path(NOTE + "repondre/", agents.answer, name="answer"),
    path(NOTE + "refuser/", agents.refuse, name="refuse"),
    path(NOTE + "deja-dit/", agents.duplicate, name="duplicate"),
    path(NOTE + "corrige/", agents.mended, name="mended"),
    path(NOTE + "reprendre/", agents.reopen, name="reopen"),
]
