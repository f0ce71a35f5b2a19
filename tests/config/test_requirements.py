import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned_and_no_line_names_an_index(name):
    for line in (ROOT / name).read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+( ; .+)?", line), line


def pins(name):
    """The packages of a list with their versions, under the one spelling that package names have (PEP 503)."""
    lines = (ROOT / name).read_text().splitlines()
    return {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() + "==" + line.split("==")[1] for line in lines}


def test_the_tests_run_on_all_that_the_site_runs_on():
    assert pins("requirements.txt") <= pins("requirements-dev.txt")
