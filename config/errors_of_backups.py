class BackupError(Exception):
    """The backup or the restoration cannot go on; the message says why, for the operator."""
