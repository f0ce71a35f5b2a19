"""Banns, ceremony, reconfirmation, certificate."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases import civil
from cases.enums import CeremonyState
from cases.models import Banns, Case, Ceremony, Certificate, Procedure
from coworking.enums import BookingState
from coworking.errors import SlotTaken
from coworking.models import Booking, Resource
from coworking.seeds import ensure_ceremony_resources


@pytest.fixture
def room(officiant):
    ensure_ceremony_resources()
    return Resource.objects.get(code="salle-des-mariages")


@pytest.fixture
def elected(room, officiant):
    return Resource.objects.get(user=officiant)


@pytest.fixture
def ready(opened, registrar):
    """Banns published and closed."""
    civil.publish_banns(case=opened, actor=registrar)
    Banns.objects.update(until=timezone.now() - timedelta(hours=1))
    civil.close_banns(case=opened)
    return opened


def saturday(weeks=4, hour=10):
    day = timezone.localdate() + timedelta(weeks=weeks)
    day += timedelta(days=(5 - day.weekday()) % 7)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def ceremony(ready, room, elected, alice):
    return civil.plan_ceremony(case=ready, actor=alice, room=room, officiant=elected, starts_at=saturday())


@pytest.fixture
def held(ceremony, officiant):
    return civil.end_ceremony(ceremony=ceremony, state=CeremonyState.HELD, actor=officiant)


def test_banns_tell_names_professions_and_towns_only(opened, registrar):
    banns = civil.publish_banns(case=opened, actor=registrar)
    assert "Alice Martin, boulangère, Paris 19e et Benoît Diallo, menuisier, Paris 19e" in banns.text
    assert "example.org" not in banns.text
    assert banns.until - banns.published_at == timedelta(days=10)
    assert civil.publish_banns(case=opened, actor=registrar) == banns


def test_banns_last_what_the_town_hall_says(opened):
    Procedure.objects.filter(code="marriage").update(settings={"banns_days": 3})
    banns = civil.publish_banns(case=Case.objects.get(pk=opened.pk))
    assert banns.until - banns.published_at == timedelta(days=3)


def test_a_ceremony_books_room_and_officiant_together(ceremony, room, elected):
    assert (ceremony.room.resource, ceremony.officiant.resource) == (room, elected)
    assert ceremony.reconfirm_before == ceremony.starts_at - timedelta(days=7)
    assert Booking.objects.filter(state=BookingState.HELD).count() == 2


def test_a_taken_officiant_leaves_the_room_free(ceremony, elected, alice, procedures, ready):
    other_room = Resource.objects.get(code="petit-salon")
    Ceremony.objects.update(state=CeremonyState.POSTPONED)
    with pytest.raises(SlotTaken):
        civil.plan_ceremony(case=ready, actor=alice, room=other_room, officiant=elected, starts_at=ceremony.starts_at)
    assert not Booking.objects.filter(resource=other_room).exists()


@pytest.mark.parametrize(("delta", "sentence"), [(-1, "passée"), (1, "trop tôt"), (500, "trop tard")])
def test_dates_that_cannot_be_are_refused_with_a_reason(ready, room, elected, alice, delta, sentence):
    with pytest.raises(ValidationError, match=sentence):
        civil.plan_ceremony(
            case=ready, actor=alice, room=room, officiant=elected, starts_at=timezone.now() + timedelta(days=delta)
        )
    assert not Booking.objects.exists()


def test_no_ceremony_before_the_banns_end(opened, room, elected, alice):
    civil.publish_banns(case=opened)
    Banns.objects.update(until=saturday(5))
    with pytest.raises(ValidationError, match="trop tôt"):
        civil.plan_ceremony(case=opened, actor=alice, room=room, officiant=elected, starts_at=saturday(4))


def test_one_ceremony_at_a_time(ceremony, ready, room, elected, alice):
    with pytest.raises(ValidationError, match="déjà prévue"):
        civil.plan_ceremony(case=ready, actor=alice, room=room, officiant=elected, starts_at=saturday(6))


def test_a_ceremony_holds_once_both_have_said_so(ceremony, ready, alice, benoit):
    first, second = ready.parties.all()
    assert civil.reconfirm(ceremony=ceremony, party=first, actor=alice) is False
    assert civil.reconfirm(ceremony=ceremony, party=first, actor=alice) is False
    with pytest.raises(PermissionDenied):
        civil.reconfirm(ceremony=ceremony, party=second, actor=alice)
    assert civil.reconfirm(ceremony=ceremony, party=second, actor=benoit) is True
    ceremony.refresh_from_db()
    assert ceremony.state == CeremonyState.CONFIRMED


@pytest.mark.parametrize("state", [CeremonyState.POSTPONED, CeremonyState.NO_SHOW, CeremonyState.RELEASED])
def test_a_ceremony_that_is_not_held_gives_the_room_back(ceremony, officiant, state):
    civil.end_ceremony(ceremony=ceremony, state=state, actor=officiant, reason="Orage")
    assert not Booking.objects.filter(state=BookingState.HELD).exists()
    with pytest.raises(ValidationError, match="déjà close"):
        civil.end_ceremony(ceremony=ceremony, state=CeremonyState.HELD, actor=officiant)


def test_a_released_ceremony_is_not_reconfirmed(ceremony, ready, alice):
    civil.end_ceremony(ceremony=ceremony, state=CeremonyState.RELEASED, actor=None)
    with pytest.raises(ValidationError, match="plus prévue"):
        civil.reconfirm(ceremony=ceremony, party=ready.parties.first(), actor=alice)


def test_no_certificate_before_the_ceremony(ready, registrar):
    with pytest.raises(ValidationError, match="Pas de certificat"):
        civil.issue_certificate(case=ready, actor=registrar)


def test_a_certificate_is_a_pdf_issued_once_and_says_what_it_is_not(held, ready, registrar):
    certificate = civil.issue_certificate(case=ready, actor=registrar)
    assert bytes(certificate.pdf).startswith(b"%PDF")
    assert certificate.facts["people"] == ["Alice Martin", "Benoît Diallo"]
    assert "n’est pas un acte de mariage" in certificate.facts["statement"]
    assert civil.digest_of(certificate.facts) == certificate.digest
    assert civil.issue_certificate(case=ready, actor=registrar) == certificate
    assert Certificate.objects.count() == 1


def test_the_paper_reads_what_is_checked_online(held, ready, registrar, tmp_path):
    import pypdfium2

    certificate = civil.issue_certificate(case=ready, actor=registrar)
    page = pypdfium2.PdfDocument(bytes(certificate.pdf))[0]
    text = page.get_textpage().get_text_range()
    assert certificate.code in text
    assert "Alice Martin" in text
    assert "pas un acte de mariage" in text.replace("\r\n", " ")


def test_a_revoked_certificate_needs_a_reason(held, ready, registrar, lead):
    certificate = civil.issue_certificate(case=ready, actor=registrar)
    with pytest.raises(ValidationError):
        civil.revoke_certificate(certificate=certificate, actor=lead, reason=" ")
    civil.revoke_certificate(certificate=certificate, actor=lead, reason="Erreur de nom")
    assert certificate.revoked_at


def test_a_machine_without_pango_gets_a_sentence(monkeypatch):
    import builtins

    from ui import printing

    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(printing.PrintingUnavailable, match="apt install"):
        printing.html_to_pdf("<p>x</p>")
