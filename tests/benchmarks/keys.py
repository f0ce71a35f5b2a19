"""A new master key while the site runs: how many residents' keysets are closed again in a second."""

import time

import tink
from tink import streaming_aead

from accounts.models import User
from vault import keys
from vault.management.commands.rotate_vault_keys import rewrap_all
from vault.models import Keyset

MANY = 3000


def figures():
    people = User.objects.bulk_create(User(username=f"bench-{number}", password="!") for number in range(MANY))
    for person in people:
        keys.keyset_of(person)
    keys.master().rotate()
    start = time.perf_counter()
    done = rewrap_all(500)
    rate = done / (time.perf_counter() - start)
    limit = alone()
    yield "keysets rotated", rate, "per s", limit, rate / limit
    Keyset.objects.filter(owner__in=people).delete()
    User.objects.filter(pk__in=[person.pk for person in people]).delete()


def alone():
    """Tink opening and closing the same keysets, without a database."""
    handle = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
    master = keys.master()
    wrapped, _key = master.wrap(handle, b"context")
    start = time.perf_counter()
    for _time in range(MANY):
        wrapped, _key = master.wrap(master.unwrap(wrapped, b"context"), b"context")
    return MANY / (time.perf_counter() - start)
