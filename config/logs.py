"""Log lines that help an operator and name nobody."""

import logging
import re

HANDS_OVER_PERSONAL_DATA = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d .-]{7,}\d|\?\S*")


class Impersonal(logging.Filter):
    """Drop the request from the record and mask addresses, phone numbers and query strings in the message."""

    def filter(self, record):
        record.msg = HANDS_OVER_PERSONAL_DATA.sub("[…]", record.getMessage())
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
