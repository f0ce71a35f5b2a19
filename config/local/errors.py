class CannotStart(Exception):
    """Something of this machine is in the way; the message is one line that says what to do."""
