"""The commands of the Makefile, once the machine is prepared."""

import os
import secrets
import subprocess
import sys
from contextlib import ExitStack, contextmanager

from .clamav import Scanner
from .clamav import program as clamd
from .errors import CannotStart
from .postgres import Cluster, running
from .setup import BASE_DIR, VAR_DIR, say
from .supervisor import Site, log

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "ALLOWED_HOSTS": "mairie.example",
    "CLAMD_URL": "unix:///run/clamav/clamd.ctl",
    "SITE_URL": "https://mairie.example",
    "EMAIL_URL": "smtp+tls://localhost:587",
    "DEFAULT_FROM_EMAIL": "bonjour@mairie.example",
    "LETTERBOX_DOMAIN": "courrier.mairie.test",
    "LETTERBOX_AUTHSERV_ID": "mx.mairie.test",
}
CHECKS = (
    ("code", ["ruff", "check"]),
    ("format", ["ruff", "format", "--check"]),
    ("dependencies", ["pip", "check"]),
    ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    ("translations", ["manage.py", "translations", "--check"]),
)


def run():
    """Serve the site until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    Site().serve(prepare_site, welcome)
    return 0


def prepare_site():
    """Bring the database, the translations, the static files and the demo to the state of the code."""
    say("Preparing the site…")
    with log("prepare").open("ab") as stream:
        done = subprocess.run([sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, stderr=stream, check=False)
    if done.returncode:
        raise CannotStart(f"the site could not be prepared; the reason is at the end of {log('prepare')}")


def welcome(address):
    subprocess.run([sys.executable, "manage.py", "welcome", address], cwd=BASE_DIR, check=False)


def test(*words):
    """Run every test, or those named."""
    with database("postgres-test", durable=False), scanner():
        django("prepare", "--assets-only")
        words = words or ("-n", "2", "--dist", "worksteal")  # the longest are at the end: nobody waits
        return python("-m", "pytest", *words)


def check():
    """Run every check and say which failed."""
    failed = []
    with database("postgres-test", durable=False):
        for name, words in CHECKS:
            say(f"— {name}")
            module = [] if words[0].endswith(".py") else ["-m"]
            if python(*module, *words):
                failed.append(name)
        say("— imports")
        if subprocess.run([f"{sys.prefix}/bin/lint-imports"], cwd=BASE_DIR, check=False).returncode:
            failed.append("imports")
        say("— production")
        if python("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production()):
            failed.append("production")
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def production():
    key = VAR_DIR / "check-master.json"
    key.touch(mode=0o600)
    return PRODUCTION | {"SECRET_KEY": secrets.token_urlsafe(50), "VAULT_MASTER_KEY_FILE": str(key)}


def bench(*words):
    """Run the benchmarks: one JSON object a line."""
    with database("postgres-bench", durable=True), scanner():
        os.environ["VAR_DIR"] = str(VAR_DIR / "bench")  # documents and keys of its own
        django("prepare", "--assets-only")
        return python("-m", "tests.benchmarks", *words)


def messages():
    """Write the strings of the code and the templates into the six locales."""
    return python("manage.py", "translations")


@contextmanager
def database(folder, *, durable):
    """Have a database: the one of DATABASE_URL, else an embedded server of its own."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running(Cluster(VAR_DIR / folder, durable=durable)) as cluster:
        os.environ["DATABASE_URL"] = cluster.url
        yield


@contextmanager
def scanner():
    """Have clamd where it is installed."""
    if os.environ.get("CLAMD_URL") or not clamd():
        yield
        return
    with ExitStack() as stack:
        stream = stack.enter_context(log("clamd").open("ab"))
        server = Scanner(VAR_DIR / "clamav-test")
        process = server.start(stdout=stream, stderr=stream)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        os.environ["CLAMD_URL"] = server.url
        yield


def django(*words):
    if code := python("manage.py", *words):
        raise CannotStart(f"manage.py {words[0]} failed with code {code}; the reason is above.")


def python(*words, env=None):
    environment = os.environ | (env or {})
    return subprocess.run([sys.executable, *words], cwd=BASE_DIR, env=environment, check=False).returncode
