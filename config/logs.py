"""Log lines that help an operator and name nobody."""

import logging
import re

HANDS_OVER_PERSONAL_DATA = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d .-]{7,}\d|\?\S*")
OPENS_A_DOOR = re.compile(
    r"(/(?:invitation|key|confirm-email|verifier|aide/non|emporter/[^/\s]+|password_reset/confirm/[^/\s]+)/)[^/\s]+"
)
# A link broken on its way by a mail program, or one of an address of tomorrow: long, of mixed letters and figures.
LOOKS_LIKE_A_SECRET = re.compile(r"(?<=/)(?=[^/\s]*[a-z])(?=[^/\s]*[A-Z])(?=[^/\s]*\d)[\w:=~-]{16,}")


class Impersonal(logging.Filter):
    """Drop the request from the record; mask addresses, phone numbers, query strings and the secrets of links."""

    def filter(self, record):
        hidden = LOOKS_LIKE_A_SECRET.sub("[…]", OPENS_A_DOOR.sub(r"\1[…]", record.getMessage()))
        record.msg = HANDS_OVER_PERSONAL_DATA.sub("[…]", hidden)
        record.args = ()
        record.__dict__.pop("request", None)
        return True


class LineFormatter(logging.Formatter):
    """One line a record; of an exception its type and where it happened, not its message, which may quote a person."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatException(self, exc_info):
        kind, _, traceback = exc_info
        frames = []
        while traceback:
            frames.append(f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}")
            traceback = traceback.tb_next
        return f"{kind.__name__} at " + " < ".join(reversed(frames[-12:]))
