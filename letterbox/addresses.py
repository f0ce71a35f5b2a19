"""What an address looks like: first name, last name, in letters every keyboard has."""

import hashlib
import hmac
import re

from django.conf import settings

from ui.words import plain

# Letters that are no accented form of another.
FOLDED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
LONGEST = 24  # letters of each name
FALLBACK = "habitant"  # for names written in another alphabet
PROPOSALS = 3


def digest_of(local):
    """The digest under which an address is looked for."""
    return hashlib.sha256(f"letterbox:{local}".encode()).hexdigest()


def split(address):
    """``(local, domain)`` in lower case; what follows a ``+`` belongs to the sender's own filing."""
    local, _at, domain = address.strip().strip("<>").rpartition("@")
    return local.strip('"').partition("+")[0].lower(), domain.lower().rstrip(".")


def first_choice(user):
    """``prenom.nom``; a name that has no letters of ours becomes a number."""
    names = _names(user)
    return ".".join(names) if len(names) > 1 else f"{(names or [FALLBACK])[0]}.{_digits(user, 0)}"


def numbered(local, number):
    """The same with a number, for the next person of that name."""
    return local if number == 1 else f"{local}{number}"


def proposals(user, turn):
    """New addresses a person may choose from, harder to guess than a name alone; ``turn`` makes them differ."""
    names = _names(user) or [FALLBACK]
    initial = [names[0][0], *names[1:]]
    forms = [names, initial, names[:1]]
    seeds = range(turn * PROPOSALS + 1, turn * PROPOSALS + 1 + PROPOSALS)
    return [".".join([*form, _digits(user, seed)]) for form, seed in zip(forms, seeds, strict=True)]


def _names(user):
    return [name for name in (_folded(user.first_name), _folded(user.last_name)) if name]


def _folded(name):
    letters = plain(name.lower().translate(FOLDED))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")


def _digits(user, seed):
    """Four digits of a person's own, the same each time they are asked for."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"{user.public_id}:{seed}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:4], 'big') % 9000 + 1000}"
