"""Addresses of procedures, of a file in preparation, of invitations and of certificates."""

from django.urls import path

from .views import file, helped, invitations, paper, pieces, public, rules, verify

app_name = "cases"

CASE = "espace/dossiers/<uuid:public_id>/"
PIECE = CASE + "pieces/<uuid:piece_id>/"

localized = [
    path("demarches/", public.procedures, name="procedures"),
    path("demarches/<slug:code>/", public.procedure, name="procedure"),
    path("demarches/<slug:code>/formulaire.pdf", paper.form, name="paper_form"),
    path("demarches/<slug:code>/commencer/", public.start, name="start"),
    path(CASE + "questions/", file.questions, name="questions"),
    path(CASE + "accord/", file.consent, name="consent"),
    path(CASE + "pieces/", pieces.pieces, name="pieces"),
    path(PIECE, pieces.piece, name="piece"),
    path(PIECE + "photos/", pieces.photographs, name="photographs"),
    path(PIECE + "choisir/", pieces.choose, name="choose"),
    path(PIECE + "reprendre/", pieces.take_back, name="take_back"),
    path(CASE + "inviter/", invitations.invite, name="invite"),
    path(CASE + "inviter/renvoyer/", invitations.resend, name="resend_invitation"),
    path(CASE + "inviter/annuler/", invitations.revoke, name="revoke_invitation"),
    path(CASE + "certificat.pdf", verify.certificate, name="certificate"),
    path("espace/pour/<uuid:mandate_id>/dossiers/", helped.helped_cases, name="helped_cases"),
    path("invitation/<str:token>/", invitations.join, name="join"),
]

PROCEDURE = "agent/demarches/<slug:code>/"

plain = [
    path("verifier/", verify.ask, name="ask_code"),
    path("verifier/<str:code>/", verify.verify, name="verify"),
    path("agent/formulaires/", paper.forms, name="paper_forms"),
    path("agent/demarches/", rules.procedures, name="rules"),
    path(PROCEDURE, rules.procedure, name="procedure_rules"),
    path(PROCEDURE + "pieces/<slug:requirement>/", rules.requirement, name="requirement_rules"),
    path(PROCEDURE + "versions/<int:number>/", rules.version, name="procedure_version"),
]
