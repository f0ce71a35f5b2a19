"""The master key changes while documents stay readable."""

import io
import json
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from vault import keys, storage
from vault.errors import Erased, Unreadable
from vault.management.commands import rotate_vault_keys
from vault.models import Binder, Keyset

from .papers import pdf_of, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(alice, benoit, outsider, types):
    """Three people with one document each."""
    return [store(person, types, pdf_of(text=person.username.encode())).last for person in (alice, benoit, outsider)]


def master_file(settings):
    return Path(settings.VAULT_MASTER_KEY_FILE)


def assert_readable(versions):
    for version in versions:
        assert version.document.owner.username.encode() in b"".join(storage.read(version))


def rotate():
    call_command("rotate_vault_keys", batch=1, verbosity=0)


def test_documents_open_after_two_rotations_and_only_the_last_master_key_is_left(versions, settings, capsys):
    before = master_file(settings).read_text()
    rotate()
    assert_readable(versions)
    rotate()
    assert_readable(versions)
    master = json.loads(master_file(settings).read_text())
    assert [key["keyId"] for key in master["key"]] == [master["primaryKeyId"]]
    assert master["primaryKeyId"] != json.loads(before)["primaryKeyId"]
    assert set(Keyset.objects.values_list("master_key_id", flat=True)) == {str(master["primaryKeyId"])}
    assert capsys.readouterr().out.count("3 keysets rewrapped.") == 2


def test_the_former_master_key_opens_nothing_after_a_rotation(versions, settings):
    before = master_file(settings).read_text()
    rotate()
    master_file(settings).write_text(before)
    with pytest.raises(Unreadable):
        b"".join(storage.read(versions[0]))


def test_a_reading_begun_before_a_rotation_ends_after_it(alice, types):
    content = pdf_of(size=3 * 2**20)
    chunks = storage.read(store(alice, types, content).last)
    start = next(chunks)
    rotate()
    assert start + b"".join(chunks) == content


def test_documents_open_at_every_moment_of_a_rotation(versions, alice, newcomer, types):
    keys.master().rotate()
    assert_readable(versions)
    while keys.rewrap_batch(1):
        assert_readable(versions)
    versions.append(store(newcomer, types, pdf_of(text=b"newcomer")).last)  # somebody new, before the old key goes
    assert keys.forget_old_master_keys()
    assert_readable(versions)


@pytest.mark.parametrize("moment", ["rewrap_batch", "forget_old_master_keys"])
def test_a_rotation_cut_in_the_middle_harms_nothing_and_the_next_one_ends_it(versions, settings, monkeypatch, moment):
    keys.rewrap_batch(1)
    calls = iter([keys.rewrap_batch] if moment == "rewrap_batch" else [])

    def cut(*args):
        for call in calls:
            return call(*args)
        raise SystemExit(9)

    monkeypatch.setattr(rotate_vault_keys.keys, moment, cut)
    with pytest.raises(SystemExit):
        rotate()
    assert_readable(versions)
    monkeypatch.undo()
    rotate()
    assert_readable(versions)
    assert len(json.loads(master_file(settings).read_text())["key"]) == 1


def test_the_master_file_is_whole_at_all_times_and_closed_to_others(versions, settings, monkeypatch):
    before = master_file(settings).read_text()

    def cut(*args):
        raise OSError("the power went")

    monkeypatch.setattr(keys.os, "replace", cut)
    with pytest.raises(OSError, match="power"):
        keys.master().rotate()
    assert master_file(settings).read_text() == before
    monkeypatch.undo()
    rotate()
    assert stat.S_IMODE(master_file(settings).stat().st_mode) == 0o600


def test_an_old_master_key_stays_while_a_keyset_needs_it(versions):
    keys.master().rotate()
    assert not keys.forget_old_master_keys()
    assert_readable(versions)


def test_the_first_master_key_is_made_once_and_never_over_another(settings):
    settings.VAULT_MASTER_KEY_CREATE = False
    with pytest.raises(ImproperlyConfigured, match="--create"):
        keys.master().primary_id()
    call_command("rotate_vault_keys", create=True, verbosity=0)
    first = master_file(settings).read_text()
    call_command("rotate_vault_keys", create=True, verbosity=0)
    assert master_file(settings).read_text() == first
    assert [path.name for path in master_file(settings).parent.glob("master.json*")] == ["master.json"]


def test_a_keyset_moved_to_somebody_else_opens_nothing(versions, benoit, alice):
    stolen = Keyset.objects.get(owner=alice)
    Keyset.objects.filter(owner=benoit).update(wrapped=stolen.wrapped)
    with pytest.raises(Unreadable):
        keys.cipher(benoit)


def test_a_master_key_in_the_environment_opens_closes_and_turns(settings, alice, types):
    settings.VAULT_MASTER_KEYSET = first = keys.new_master()
    version = store(alice, types, pdf_of(text=b"from the environment")).last
    with pytest.raises(ImproperlyConfigured, match="VAULT_MASTER_KEYSET_PREVIOUS"):
        rotate()
    settings.VAULT_MASTER_KEYSET, settings.VAULT_MASTER_KEYSET_PREVIOUS = keys.new_master(), first
    assert b"from the environment" in b"".join(storage.read(version))
    rotate()
    settings.VAULT_MASTER_KEYSET_PREVIOUS = ""
    assert b"from the environment" in b"".join(storage.read(version))
    settings.VAULT_MASTER_KEYSET = first
    with pytest.raises(Unreadable):
        storage.read(version)


def test_a_destroyed_keyset_closes_everything_for_ever(alice, benoit, types):
    mine, his = store(alice, types, pdf_of()).last, store(benoit, types, pdf_of()).last
    keys.destroy(alice)
    with pytest.raises(Unreadable):
        storage.read(mine)
    assert b"".join(storage.read(his))


def test_reading_makes_no_key(alice, types):
    mine = store(alice, types, pdf_of()).last
    keys.destroy(alice)
    with pytest.raises(Unreadable):
        storage.read(mine)
    assert not Keyset.objects.exists()


def test_a_binder_whose_key_was_destroyed_never_has_another(db):
    binder = Binder.objects.create()
    name = storage.write(io.BytesIO(b"frozen"), holder=binder, context=b"evidence/x")
    keys.destroy(binder)
    for again in (binder, Binder.objects.get(pk=binder.pk)):
        with pytest.raises(Erased):
            storage.read_object(name, holder=again, context=b"evidence/x")
        with pytest.raises(Erased):
            storage.write(io.BytesIO(b"more"), holder=again, context=b"evidence/y")
    assert not Keyset.objects.exists()


def test_a_binder_has_a_key_of_its_own(alice):
    binder = Binder.objects.create()
    name = storage.write(io.BytesIO(b"frozen"), holder=binder, context=b"evidence/x")
    assert b"".join(storage.read_object(name, holder=binder, context=b"evidence/x")) == b"frozen"
    for holder, context in [(binder, b"evidence/y"), (alice, b"evidence/x"), (Binder.objects.create(), b"evidence/x")]:
        with pytest.raises(Unreadable):
            storage.read_object(name, holder=holder, context=context)
