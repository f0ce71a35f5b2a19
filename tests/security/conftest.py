"""Cases on their way, as the tests of circuits make them."""

from tests.kiosk.conftest import computer, folder, kiosk  # noqa: F401
from tests.vault.conftest import types  # noqa: F401
from tests.workflows.conftest import (  # noqa: F401
    confirmed,
    couple,
    draft,
    hall,
    paper,
    planned,
    procedures,
    ready,
    sent,
    to_plan,
)
