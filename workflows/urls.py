"""Addresses of cases in progress: the resident's space and the agents' workspace."""

from django.urls import path

from .views import agent_case, banns, booklet, inbox, resident, space, tasks

app_name = "workflows"

CASE = "espace/dossiers/<uuid:public_id>/"
AGENT_CASE = "agent/dossiers/<uuid:public_id>/"
TASK = "agent/taches/<int:task_id>/"

localized = [
    path("bans/", banns.banns, name="banns"),
    path("espace/", space.space, name="space"),
    path("espace/dossiers/", space.cases, name="cases"),
    path(CASE, resident.case, name="case"),
    path(CASE + "envoyer/", resident.submit, name="submit"),
    path(CASE + "annoter/", resident.annotate, name="annotate"),
    path(CASE + "retirer/", resident.withdraw, name="withdraw"),
    path(CASE + "etapes/<int:task_id>/", resident.task, name="resident_task"),
    path(CASE + "etapes/<int:task_id>/refuser/", resident.decline, name="decline"),
    path(CASE + "parcours/", booklet.booklet, name="booklet"),
    path(CASE + "parcours.pdf", booklet.booklet_pdf, name="booklet_pdf"),
]

plain = [
    path("agent/", inbox.inbox, name="inbox"),
    path(AGENT_CASE, agent_case.case, name="agent_case"),
    path(AGENT_CASE + "noter/", agent_case.note, name="note"),
    path(AGENT_CASE + "ecrire/", agent_case.message, name="message"),
    path(AGENT_CASE + "carnet/", agent_case.adjust, name="adjust"),
    path(AGENT_CASE + "annuler/", agent_case.cancel, name="cancel"),
    path(AGENT_CASE + "carnet/<int:adjustment_id>/faite/", agent_case.finish_step, name="finish_step"),
    path(AGENT_CASE + "certificat/annuler/", agent_case.revoke_certificate, name="revoke_certificate"),
    path(AGENT_CASE + "remettre/", agent_case.move, name="move"),
    path(AGENT_CASE + "pieces/<uuid:piece_id>/", agent_case.piece, name="agent_piece"),
    path(AGENT_CASE + "pieces/<uuid:piece_id>/deposer/", agent_case.deposit, name="deposit"),
    path(TASK, tasks.task, name="task"),
    path(TASK + "prendre/", tasks.claim, name="claim"),
    path(TASK + "rendre/", tasks.release, name="release"),
    path(TASK + "confier/", tasks.reassign, name="reassign"),
]
