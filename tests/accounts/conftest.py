"""What the access matrix opens: files and papers as the other apps' tests make them."""

from tests.cases.conftest import couple, draft, paper, procedures  # noqa: F401
from tests.workflows.conftest import hall, ready, sent, to_plan  # noqa: F401
