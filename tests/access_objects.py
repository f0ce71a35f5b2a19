"""One maker per address with an object in it, for the access matrix.

Each app adds its own addresses here: ``OBJECTS["app:name"] = maker`` where ``maker(cast)`` builds a case of its own and
returns an ``Owned``:

* ``kwargs``: the arguments of the address, naming an object that exists;
* ``owner``: somebody who may open it (None when nobody but staff may);
* ``stranger``: somebody signed in, of the same kind, for whom it must not exist (404); None when every agent who passes
  the door may see it.

``cast`` gives the people of ``tests/conftest.py`` by name (``cast("alice")``) and makes them on demand. An address with
arguments that is missing from this table fails the matrix test, unless ``NO_OBJECT`` says why it needs none.
"""

import uuid
from typing import NamedTuple


class Owned(NamedTuple):
    kwargs: dict
    owner: object
    stranger: object


OBJECTS = {}
NO_OBJECT = {}


def missing(kwargs):
    """The same address for an object that does not exist."""
    return {name: _another(value) for name, value in kwargs.items()}


def _another(value):
    if isinstance(value, int):
        return 2**31 - 5
    try:
        uuid.UUID(str(value))
    except ValueError:
        return "n-existe-pas"
    return str(uuid.uuid4())


# accounts: every agent of the front desk may open any person's card, so there is no stranger.


def _a_person(cast):
    return Owned({"public_id": cast("alice").public_id}, cast("administrator"), None)


for _name in ["person", "renew_code", "add_membership", "remove_membership", "deactivate", "reactivate"]:
    OBJECTS[f"accounts:{_name}"] = _a_person


def _a_slip(cast):
    """Only the session that made the slip shows it: for everybody else it does not exist."""
    return Owned({"public_id": cast("alice").public_id}, None, cast("registrar"))


OBJECTS["accounts:slip"] = _a_slip
