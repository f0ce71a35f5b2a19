"""`manage.py check --deploy` says so when the vault is not fit for production."""

from pathlib import Path

from django.conf import settings
from django.core import checks

from . import cells, confinement

LOCKS = {
    confinement.ACCOUNT: "the site runs as root and cannot become “nobody”: run it as another account",
    confinement.FILES: "the kernel has no Landlock (Linux 5.13, among the modules of its “lsm=” line)",
    confinement.CALLS: "no libseccomp2, or a kernel without seccomp; photos in HEIC are refused meanwhile",
}


def register():
    checks.register(master_key_is_given, checks.Tags.security, deploy=True)
    checks.register(scanner_is_named, checks.Tags.security, deploy=True)
    checks.register(cells_are_locked, checks.Tags.security, deploy=True)


def master_key_is_given(app_configs, **kwargs):
    """In production the master key is a secret given from outside, never made on the way."""
    if settings.VAULT_MASTER_KEY_CREATE:
        return [
            checks.Error("The vault would make its own master key.", hint="Set VAULT_MASTER_KEY_FILE.", id="vault.E1")
        ]
    if settings.VAULT_MASTER_KEYSET:
        return []
    key = Path(settings.VAULT_MASTER_KEY_FILE)
    if key.exists() and key.stat().st_mode & 0o077:
        return [checks.Error("The vault's master key can be read by others.", hint="chmod 600", id="vault.E2")]
    return []


def scanner_is_named(app_configs, **kwargs):
    """Without an antivirus every document waits for ever."""
    if settings.CLAMD_URL:
        return []
    return [checks.Warning("No antivirus: every document stays in quarantine.", hint="Set CLAMD_URL.", id="vault.W1")]


def cells_are_locked(app_configs, **kwargs):
    """A file that takes a parser over must find every lock of ``vault.confinement`` closed: one is tried."""
    try:
        lacking = cells.lacking()
    except cells.NoCell:
        return [checks.Error("No cell can be had: no file would be taken.", id="vault.E3")]
    if not lacking:
        return []
    hint = "; ".join(LOCKS[name] for name in lacking)
    return [
        checks.Warning(f"Hostile files are locked in only in part: no {', '.join(lacking)}.", hint=hint, id="vault.W2")
    ]
