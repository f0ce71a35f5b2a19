"""A marriage from the first question to the certificate, by six people, through pages only."""

import re

import pypdfium2
import pytest

from cases.models import Certificate
from tests.servers import infected_pdf

from .papers import locked_pdf, paper
from .steps import (
    ABOUT_ME,
    AT_HOME,
    BIRTH,
    HOME,
    IDENTITY,
    TOGETHER,
    WITNESSES,
    agree,
    answer,
    begin,
    case_page,
    choose_date,
    days_ago,
    decide,
    judge,
    only_case,
    papers_page,
    provide,
    reconfirm,
    take,
    the_day_comes,
    time_passes,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPOUSE = "bastien@example.com"
PASSWORD = "girafe-couscous-phare-violet"
BLURRED = "La photo est floue : reprenez-la à la lumière, bien à plat."
A5_MM = (148, 210)
POINTS_PER_MM = 72 / 25.4


def test_six_people_walk_a_marriage_to_its_certificate(cast, visitor, letters, worker):
    awa = cast("resident")
    awa.look("space-empty")
    case = prepare(awa)
    bastien = join(visitor, letters, case)
    papers_of_awa(awa, case, worker)
    papers_of_bastien(bastien, case, worker)
    send(awa, bastien, case)

    volant = cast("agent-volant")
    check_and_return(volant, case)
    give_again(bastien, case, letters, worker)
    check_complete(volant, case)

    examine_and_hear(cast("registrar"), case)
    read_banns(visitor("Passer-by"), case)
    time_passes(case)

    officiant = cast("officiant")
    agree_on_a_date(awa, bastien, case, look=True)
    postpone(officiant, case)
    agree_on_a_date(bastien, awa, case)
    note_a_no_show(officiant, case)
    agree_on_a_date(awa, bastien, case)
    celebrate(officiant, case)

    read_booklet(awa, case)
    code = download_certificate(bastien, case)
    verify(visitor("Stranger"), code)


def prepare(awa):
    begin(awa, "marriage")
    answer(awa, {**ABOUT_ME, "profession": "boulangère"}, AT_HOME, TOGETHER)
    case = only_case()
    awa.look("papers-before-the-spouse")
    case_page(awa, case)
    awa.look("case-invite-next")
    awa.follow("Inviter")
    awa.fill(email="resident@example.org")
    awa.press("Envoyer l’invitation")
    awa.reads("C’est votre propre adresse")
    awa.look("invite-oneself")
    awa.fill(email=SPOUSE)
    awa.press("Envoyer l’invitation")
    awa.reads(SPOUSE)
    awa.look("invited")
    return case


def join(visitor, letters, case):
    """Bastien has no account: he comes by the link, signs up, and is back at the link."""
    link = letters(SPOUSE, r"http\S+/invitation/\S+")
    bastien = visitor("Bastien")
    bastien.open(link[:-6] + "xxxxx/")
    bastien.look("invitation-forged")
    assert bastien.open(link) == 200
    bastien.look("invitation")
    bastien.follow("Créer mon compte")
    bastien.look("sign-up")
    bastien.fill(first_name="Bastien", last_name="Morel", email=SPOUSE, password1=PASSWORD)
    bastien.press("Ouvrir mon compte")
    bastien.look("sign-up-code")
    bastien.fill(code=letters(SPOUSE, r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b|\b\d{6}\b"))
    bastien.press("Continuer")
    assert bastien.page.url == link
    bastien.look("invitation-signed-in")
    bastien.press("Oui, je rejoins le dossier")
    answer(bastien, {**ABOUT_ME, "profession": "menuisier"}, AT_HOME, look=False)
    if "/questions/" in bastien.page.url:  # what both answer together is already filled in
        bastien.press("Enregistrer et continuer")
    assert bastien.open(link) == 200
    assert bastien.page.url.endswith(f"/espace/dossiers/{case.public_id}/")
    return bastien


def papers_of_awa(awa, case, worker):
    papers_page(awa, case)
    awa.follow(IDENTITY)
    awa.look("paper-identity")
    awa.press("Donner ce document")
    awa.reads("Choisissez un fichier")
    awa.look("paper-without-file")
    papers_page(awa, case)
    provide(awa, IDENTITY, "carte.pdf", content=(locked_pdf("carte"), "application/pdf"), document_type="identity-card")
    awa.reads("mot de passe")
    awa.look("paper-locked")
    papers_page(awa, case)
    provide(awa, IDENTITY, "carte.pdf", document_type="identity-card")
    provide(awa, BIRTH, "naissance.jpg", issued_on=days_ago(20))
    provide(awa, HOME, "facture.pdf", content=(infected_pdf(), "application/pdf"), issued_on=days_ago(20))
    awa.look("papers-being-scanned")
    worker()
    papers_page(awa, case)
    awa.reads("2 sur 5")
    awa.look("paper-infected")
    provide(awa, HOME, "facture.png", issued_on=days_ago(20))
    provide(awa, WITNESSES[0], "temoin.heic")
    provide(awa, WITNESSES[1], "temoin-deux.jpg")
    worker()
    papers_page(awa, case)
    awa.reads("5 sur 5")
    awa.look("papers-all-given")


def papers_of_bastien(bastien, case, worker):
    """His passport is in his vault first; from there he gives it."""
    bastien.open("/fr/espace/coffre/ajouter/")
    bastien.look("vault-add")
    bastien.page.locator("select[name=type]").select_option(label="Passeport")
    bastien.give(paper("passeport.pdf"), label="Mon passeport")
    bastien.press("Ranger dans mon coffre")
    worker()
    bastien.open("/fr/espace/coffre/")
    bastien.reads("Mon passeport")
    bastien.look("vault")
    papers_page(bastien, case)
    assert "carte.pdf" not in bastien.text()
    bastien.follow(IDENTITY)
    bastien.look("paper-from-vault")
    bastien.press("Prendre celui-ci : Mon passeport")
    provide(bastien, BIRTH, "naissance.heic", issued_on=days_ago(20))
    provide(bastien, HOME, "loyer.png", issued_on=days_ago(20))
    worker()


def send(awa, bastien, case):
    case_page(awa, case)
    awa.follow("Relire et donner mon accord")
    awa.look("consent")
    awa.press("Je suis d’accord")
    awa.look("case-waits-for-the-other")
    agree(bastien, case)
    bastien.look("case-ready")
    bastien.press("Envoyer le dossier")
    bastien.reads("L’accueil regarde")
    bastien.fill(text="Nous avons hâte !")
    bastien.press("Ajouter")
    bastien.look("case-sent")


def check_and_return(volant, case):
    volant.look("inbox")
    take(volant, case)
    volant.look("check")
    volant.save("carte.pdf")
    assert volant.save("loyer.png")[:8] == b"\x89PNG\r\n\x1a\n"
    judge(volant, unreadable=("Justificatif de domicile", "Bastien Morel"), remark=BLURRED)
    volant.reads("Nous avons hâte !")
    volant.page.locator("#note").fill("Rappeler Bastien demain.")
    volant.press("Noter")
    volant.look("agent-case-returned")


def give_again(bastien, case, letters, worker):
    bastien.open(letters(SPOUSE, r"http\S+"))
    bastien.look("case-returned")
    bastien.follow("Continuer")
    bastien.reads(BLURRED)
    bastien.look("task-complete-file")
    bastien.follow("Le redonner")
    bastien.look("paper-returned")
    bastien.give(paper("loyer.pdf"), issued_on=days_ago(10))
    bastien.press("Donner ce document")
    worker()
    case_page(bastien, case)
    bastien.follow("Continuer")
    bastien.press("Renvoyer le dossier")
    bastien.reads("L’accueil regarde")


def check_complete(volant, case):
    take(volant, case)
    judge(volant)
    volant.reads("Dossier vu complet par Viviane Lopez")
    volant.look("agent-case-complete")


def examine_and_hear(registrar, case):
    take(registrar, case)
    registrar.look("examine")
    decide(registrar, "hearing")
    registrar.reads("Expliquez votre décision")
    registrar.look("examine-without-a-word")
    decide(registrar, "hearing", note="Nous aimerions vous rencontrer tous les deux.")
    registrar.look("agent-case-hearing")
    take(registrar, case)
    registrar.look("hearing")
    decide(registrar, "favourable", note="Un bel entretien.")


def read_banns(stranger, case):
    stranger.open("/fr/bans/")
    stranger.reads("Awa Diallo, boulangère, Paris 19e et Bastien Morel, menuisier, Paris 19e")
    stranger.look("banns")


def agree_on_a_date(first, second, case, *, look=False):
    choose_date(first, case)
    if look:
        first.look("task-plan")
    first.press("Réserver cette date")
    reconfirm(first, case)
    if look:
        first.look("case-half-reconfirmed")
    reconfirm(second, case)
    if look:
        second.look("case-reconfirmed")


def postpone(officiant, case):
    officiant.open("/agent/?boite=mine")
    officiant.look("officiant-inbox")
    officiant.follow("Célébrer le mariage")
    officiant.look("celebrate")
    decide(officiant, "postponed")
    officiant.reads("Dites en une phrase pourquoi")
    decide(officiant, "postponed", reason="Le chauffage de la salle est en panne.")
    officiant.look("officiant-postponed")


def note_a_no_show(officiant, case):
    the_day_comes(case)
    celebrated(officiant, "no_show", reason="Un seul des deux est venu.")


def celebrate(officiant, case):
    the_day_comes(case)
    celebrated(officiant, "held")
    officiant.reads("C’est fait. Merci.")
    officiant.look("officiant-done")


def celebrated(officiant, outcome, **words):
    officiant.open("/agent/?boite=mine")
    officiant.follow("Célébrer le mariage")
    decide(officiant, outcome, **words)


def read_booklet(awa, case):
    awa.open("/fr/espace/messages/")
    awa.look("messages")
    awa.open("/fr/espace/qui-a-regarde/")
    awa.reads("Viviane Lopez")
    awa.look("who-looked")
    case_page(awa, case)
    awa.look("case-done")
    awa.follow("Mon parcours : le carnet complet")
    awa.reads("Le chauffage de la salle est en panne.")
    assert "Rappeler Bastien" not in awa.text()
    awa.look("booklet")
    booklet = pypdfium2.PdfDocument(awa.save("Imprimer le carnet (PDF, A5)"))
    width, height = (round(side / POINTS_PER_MM) for side in booklet[0].get_size())
    assert (width, height) == A5_MM
    assert "Awa Diallo" in text_of(booklet)


def download_certificate(bastien, case):
    case_page(bastien, case)
    certificate = text_of(pypdfium2.PdfDocument(bastien.save("Télécharger le certificat")))
    code = Certificate.objects.get(case=case).code
    for words in ("Awa Diallo", "Bastien Morel", code, f"/verifier/{code}/"):
        assert words in certificate
    return code


def text_of(document):
    return " ".join(re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in document)


def verify(stranger, code):
    assert stranger.open(f"/verifier/{code}/") == 200
    stranger.reads("Ce certificat est bien de la mairie")
    stranger.reads("Bastien Morel")
    stranger.look("certificate-verified")
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert stranger.open(f"/verifier/{forged}/") == 404
    stranger.reads("Aucun certificat avec ce code")
    stranger.look("certificate-unknown")
