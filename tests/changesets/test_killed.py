"""A process that dies for good, in the middle of publishing a set."""

import os
import signal
from unittest.mock import patch

import pytest
from django.db import connection
from wagtail.models import Page

from changesets.actions import copies, sets
from changesets.enums import CopyState
from cms.models import StandardPage
from tests.e2e.conftest import ensure_roots

pytestmark = pytest.mark.django_db(transaction=True)


def publish_and_be_killed(change_set, author):
    """In a process of its own: one page is published, then the process is no more. Gives how it ended."""
    connection.close()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        real, done = sets.publish, []

        def dies_at_the_second(*args):
            if done:
                os.kill(os.getpid(), signal.SIGKILL)
            done.append(real(*args))
            return done[0]

        with patch.object(sets, "publish", dies_at_the_second):
            sets.publish_set(change_set=change_set, author=author)
    finally:
        os._exit(1)


def test_a_process_killed_in_the_middle_of_a_set_leaves_nothing_half_done(administrator):
    ensure_roots()
    home = Page.objects.get(depth=1)
    pages = [home.add_child(instance=StandardPage(title=slug, slug=slug, introduction="Avant.")) for slug in ("a", "b")]
    change_set = sets.make_set(name="Rentrée", author=administrator)
    for page in pages:
        copy = copies.make_copy(page=page, name="Après", author=administrator)
        content = {**copy.content, "introduction": "Après."}
        copies.write(copy=copy, content=content, version=1, author=administrator)
        sets.add_copy(change_set=change_set, copy=copy, author=administrator)
    assert os.WTERMSIG(publish_and_be_killed(change_set, administrator)) == signal.SIGKILL
    assert [StandardPage.objects.get(pk=page.pk).introduction for page in pages] == ["Avant."] * 2
    assert not any(page.revisions.exists() for page in pages)
    assert change_set.copies.filter(state=CopyState.OPEN).count() == 2
    sets.publish_set(change_set=change_set, author=administrator)
    assert [StandardPage.objects.get(pk=page.pk).introduction for page in pages] == ["Après."] * 2
