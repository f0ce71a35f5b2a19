"""What an address looks like: first name, last name, in letters every keyboard has."""

import hashlib
import hmac
import re
import secrets

from django.conf import settings

from ui.words import plain

# Letters that are no accented form of another.
FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
LOCAL = re.compile(r"[a-z0-9.-]{1,64}")  # what an address of ours may be: others are not even looked for
LONGEST = 24  # letters of each name
FALLBACK = "habitant"  # for names written in another alphabet
PROPOSALS = 3
TRIES = 1000
SHORT = 20  # tries with four digits; then six


def digest_of(local):
    """What is left of an address once it is erased: it is known again, and guessed by nobody without our key."""
    return keyed(hashlib.sha256(f"letterbox:{local}".encode()).hexdigest())


def keyed(digest):
    """An HMAC of what anybody could compute from a name."""
    key = settings.LETTERBOX_DIGEST_KEY or settings.SECRET_KEY
    return hmac.new(key.encode(), f"letterbox:{digest}".encode(), hashlib.sha256).hexdigest()


def split(address):
    """``(local, domain)`` in lower case; what follows a ``+`` belongs to the sender's own filing."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    return local.strip('"').partition("+")[0].lower(), domain.lower().rstrip(".")


def names_of(user):
    """First and last name, folded; fewer where a name has no letters of ours."""
    names = [folded(name)[:LONGEST].strip("-") for name in (user.first_name, user.last_name)]
    return [name for name in names if name]


def wishes(names, *, plainly):
    """Addresses to try one after the other: ``prenom.nom`` where it may be, then with digits.

    The digits are drawn: they say neither that somebody else has the name, nor how many do.
    """
    if plainly:
        yield ".".join(names)
    for turn in range(TRIES):
        least = 1000 if turn < SHORT else 100_000
        yield ".".join([*(names or [FALLBACK]), str(least + secrets.randbelow(9 * least))])


def proposals(user, names, turn):
    """New addresses a person may choose from, harder to guess than a name alone; ``turn`` makes them differ."""
    names = names or [FALLBACK]
    initial = [names[0][0], *names[1:]]
    forms = [names, initial, names[:1]]
    seeds = range(turn * PROPOSALS + 1, turn * PROPOSALS + 1 + PROPOSALS)
    return [".".join([*form, _digits(user, seed)]) for form, seed in zip(forms, seeds, strict=True)]


def folded(name):
    """A name in letters every keyboard has, its words joined by hyphens; empty when it has none."""
    letters = plain(name.lower().translate(FOLDED))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _digits(user, seed):
    """Four digits of a person's own, the same each time they are asked for."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"{user.public_id}:{seed}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:4], 'big') % 9000 + 1000}"
