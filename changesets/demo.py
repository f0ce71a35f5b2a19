"""A page being rewritten beside the one everybody reads, and a set that waits for it."""

from accounts.models import User
from cms.models import StandardPage

from .actions import copies, sets
from .models import ChangeSet

COPY, SET = "Avant les vacances", "La rentrée"
WORDS = "En août, la mairie ferme à 17 heures."


def load():
    """One working copy, in one set of changes. Idempotent."""
    author = User.objects.filter(username="editor").first()
    page = StandardPage.objects.filter(locale__language_code="fr", live=True, alias_of=None).order_by("path").first()
    if ChangeSet.objects.filter(name=SET).exists() or author is None or page is None:
        return
    copy = copies.make_copy(page=page, name=COPY, author=author)
    content = {**copy.content, "introduction": f"{copy.content['introduction']} {WORDS}".strip()}
    copy = copies.write(copy=copy, content=content, version=copy.version, author=author)
    sets.add_copy(change_set=sets.make_set(name=SET, author=author), copy=copy, author=author)
