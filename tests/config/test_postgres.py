import os
import signal

import psycopg
import pytest

from config.local.postgres import Cluster, running


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A server in a folder of mode 700: as root, the account it runs as cannot walk there by itself."""
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    cluster = Cluster(home / "var" / "postgres")
    cluster.start()
    yield cluster
    cluster.stop()
    assert home.stat().st_mode & 0o777 == 0o700


def test_the_server_has_the_extensions_we_need(cluster):
    with psycopg.connect(cluster.url) as connection:
        for name in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {name}")
        assert connection.execute("SELECT lower('ÉTAT')").fetchone() == ("état",)


def test_the_password_is_asked_and_kept_from_others(cluster):
    assert (cluster.folder / "password").stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url.replace("@", "x@"))


def test_what_was_committed_survives_a_kill(cluster):
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (19)")
    os.kill(cluster.pid, signal.SIGKILL)
    cluster.start()
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (19,)


def test_a_running_server_is_used_and_left_alone(cluster):
    before = cluster.pid
    with running(Cluster(cluster.folder)) as same:
        assert same.pid == before
    assert cluster.pid == before
