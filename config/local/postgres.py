"""The embedded PostgreSQL: its programs come from a pip package, its data stay in one folder.

PostgreSQL refuses to run as root. Started by root, it runs as the owner of its data, or of the checkout, or as
`postgres` or `nobody`.
"""

import os
import secrets
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .errors import CannotStart
from .identity import account, as_account, is_root
from .processes import free_port, is_running, port_is_free, stop, wait_until

BASE_DIR = Path(__file__).resolve().parent.parent.parent
NAME = "mairie"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "jit": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """One PostgreSQL server in one folder. `durable=False` trades safety for speed: for tests."""

    def __init__(self, folder, *, durable=True):
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.settings = SETTINGS if durable else SETTINGS | THROWAWAY

    @property
    def url(self):
        return f"postgresql://{NAME}:{self._read('password')}@127.0.0.1:{self._read('port') or 5432}/{NAME}"

    @property
    def pid(self):
        """Give the server's process id, or None when it is not running."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if is_running(pid, str(self.data)) else None

    def prepare(self):
        """Unpack the programs and create the data folder, once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.programs = unpacked(self.folder.parent / "pg0")
        if (self.data / "PG_VERSION").exists() and self._read("password"):
            return
        shutil.rmtree(self.data, ignore_errors=True)
        password = secrets.token_hex(24)
        self._initialise(password)
        self._write("password", password)

    def start(self, **streams):
        """Start the server and give its process once it answers."""
        self.prepare()
        self.stop()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        port = int(self._read("port") or 0)
        if not port or not port_is_free(port):
            port = free_port()
        self._write("port", str(port))
        process = self._spawn(port, streams)
        self._wait(process)
        self._create_database()
        return process

    def _spawn(self, port, streams):
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(port), *options]
        return subprocess.Popen(
            [*self._identity(), *command],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env=self._environment,
            **({"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | streams),
        )

    def stop(self):
        """Stop the server, whoever started it: the fast way, which ends sessions and keeps every committed row."""
        if pid := self.pid:
            stop(pid, mark=str(self.data), sign=signal.SIGINT, seconds=30)

    def _initialise(self, password):
        owner = self._owner()
        self.data.mkdir(mode=0o700)
        words = self.folder / "initial-password"
        words.touch(mode=0o600)
        words.write_text(password)
        if owner:
            os.chown(self.data, owner.pw_uid, owner.pw_gid)
            os.chown(words, owner.pw_uid, owner.pw_gid)
        command = [str(self.programs / "initdb"), "-D", str(self.data), "-U", NAME, f"--pwfile={words}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = subprocess.run(
            [*self._identity(), *command], capture_output=True, text=True, cwd="/", env=self._environment, check=False
        )
        words.unlink()
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise CannotStart(f"PostgreSQL could not create its data: {last_line(done.stderr)}")

    def _wait(self, process):
        import psycopg

        def answers():
            if process.poll() is not None:
                raise CannotStart(f"PostgreSQL stopped at once (code {process.returncode}); see var/log/postgres.log.")
            try:
                psycopg.connect(self._maintenance_url, connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        if not wait_until(answers, 60):
            raise CannotStart("PostgreSQL did not answer within a minute; see var/log/postgres.log.")

    def _create_database(self):
        import psycopg

        with psycopg.connect(self._maintenance_url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f'CREATE DATABASE "{NAME}"')

    @property
    def _environment(self):
        return os.environ | {"LD_LIBRARY_PATH": str(self.programs.parent / "lib"), "LC_ALL": "C.UTF-8"}

    @property
    def _maintenance_url(self):
        return self.url.removesuffix(NAME) + "postgres"

    def _owner(self):
        """Give the account the server runs as when root starts it; None when it simply runs as ourselves."""
        if not is_root():
            return None
        owners = [path.stat().st_uid for path in (self.data, BASE_DIR) if path.exists()]
        return account(*owners, "postgres", "nobody")

    def _identity(self):
        owner = self._owner()
        return as_account(owner, [str(self.data), str(self.programs / "postgres")]) if owner else []

    def _read(self, name):
        try:
            return (self.folder / name).read_text().strip()
        except OSError:
            return ""

    def _write(self, name, value):
        path = self.folder / f"{name}.new"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(value)
        path.rename(self.folder / name)


def unpacked(home):
    """Unpack PostgreSQL's programs under `home`, once, and give the folder they are in."""
    found = sorted(home.glob(".pg0/installation/*/bin"))
    if found:
        return found[-1]
    import pg0

    fresh = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    occupied = fresh / "occupied"
    occupied.mkdir(parents=True)
    (occupied / "by-us").touch()
    # The tool unpacks first and only then finds that its data folder is taken: the programs are all we want of it.
    subprocess.run(
        [Path(pg0.__file__).parent / "bin" / "pg0", "start", "--data-dir", occupied],
        env=os.environ | {"HOME": str(fresh)},
        capture_output=True,
        umask=0o022,
        check=False,
    )
    if not list(fresh.glob(".pg0/installation/*/bin/postgres")):
        shutil.rmtree(fresh, ignore_errors=True)
        raise CannotStart(f"PostgreSQL could not be unpacked into {home.parent}: is the disk full or not writable?")
    try:
        fresh.rename(home)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
    return unpacked(home)


@contextmanager
def running(cluster):
    """Have the server up for a while: leave it alone when it already runs, stop it afterwards when it did not."""
    if cluster.pid:
        yield cluster
        return
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def last_line(text):
    return text.strip().splitlines()[-1] if text.strip() else "no reason given"
