"""From the line to the tray: who may receive, and a message becoming rows and encrypted objects.

Nothing is answered 250 before its row is committed with all it needs. What fails on our side is asked to come again.
"""

import io
import logging
import time
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from journal.actions import record
from vault import keys, reception, storage
from vault.errors import RefusedFile
from vault.scratch import Scratch

from . import forgery, limits, mime, plaintext, queries, sentences, tally
from .enums import Outcome
from .forgery import Judgement
from .models import File, Mail

logger = logging.getLogger(__name__)

FILES = 20  # attachments taken of one message; pictures within the text are counted apart
TEXT_BYTES = 400_000  # of one part
TEXTS_BYTES = 1_000_000  # of all the parts together: reading words costs time too
SECONDS = 60  # for the attachments of one message to be examined; the words are read whatever they take
TEXT_LENGTH = 200_000  # characters kept of a message
OURS_TO_BLAME = {"busy", "storage"}  # refusals of the reception that are no fault of the file
WINMAIL = {"application/ms-tnef", "application/vnd.ms-tnef"}


class Refused(Exception):
    """The whole message is refused, or asked to come again; ``reply`` is the answer of the door."""

    def __init__(self, outcome, reply):
        super().__init__(reply)
        self.outcome, self.reply = outcome, reply


class Later(Refused):
    def __init__(self):
        super().__init__(Outcome.LATER, sentences.LATER)


def recipient(address, client):
    """``(Address, "")`` for one that takes mail now, else ``(None, reply)``."""
    if not limits.may_ask(client):
        tally.count(Outcome.FLOOD)
        return None, sentences.SLOWER
    found = queries.box(address)
    if found is None:
        tally.count(Outcome.UNKNOWN)
        limits.missed(client)
        return None, sentences.UNKNOWN
    if queries.is_full(found.user):
        tally.count(Outcome.FULL)
        return None, sentences.FULL
    return found, ""


def receive(spool, boxes, *, sender, client):
    """Put the message spooled in ``spool`` into the trays of ``boxes``; give ``{box: reply}``. Closes the spool.

    ``sender`` is the envelope's, ``client`` the address of who sends, None when the front does not say.
    """
    with spool:
        arrival = Arrival(spool, boxes, sender, client)
        try:
            replies = arrival.take()
        except Refused as refusal:
            arrival.give_up()
            tally.count(refusal.outcome, len(boxes) - len(arrival.replies))
            return {**dict.fromkeys(boxes, refusal.reply), **arrival.replies}
        except BaseException:
            arrival.give_up()
            raise
    return replies


class Copy:
    """One recipient's copy on its way: its rows not yet written, its objects already."""

    def __init__(self, box, fingerprint):
        self.box, self.owner = box, box.user
        self.mail = Mail(owner=self.owner, fingerprint=fingerprint)
        self.files, self.objects = [], []

    def keep(self, part, received):
        file = File(mail=self.mail, file_name=received.file_name, is_inline=part.is_inline)
        file.content_type, file.size, file.pages = received.content_type, received.size, received.pages
        file.object_name = self.write(received.file, file.context)
        self.files.append(file)

    def refuse(self, part, code):
        name = part.name or "document"
        self.files.append(File(mail=self.mail, file_name=name, is_inline=part.is_inline, refusal=code))

    def write(self, source, context):
        source.seek(0)
        name = storage.write(source, holder=self.owner, context=context)
        self.objects.append(name)
        return name

    def save(self):
        """All the rows, or none; a message already there is left as it is."""
        try:
            with transaction.atomic():
                self._save()
        except IntegrityError:
            if not Mail.objects.filter(owner=self.owner, fingerprint=self.mail.fingerprint).exists():
                raise
            self.give_up()
        finally:
            # Whatever happened, the commit may have been done: objects without a row are collected at night.
            self.objects = []

    def give_up(self):
        """Take away what no row will name. What cannot be now is collected within a day."""
        for name in self.objects:
            try:
                storage.remove(name)
            except Exception:  # whatever the storage has
                logger.warning("an object without a row stays until the night")
        self.objects = []

    def _save(self):
        from .tasks import scan_file

        self.mail.save(force_insert=True)
        File.objects.bulk_create(self.files)
        for file in self.files:
            if file.object_name:
                scan_file.defer(file_id=file.pk)
        data = {"files": len(self.files), "refused": sum(bool(file.refusal) for file in self.files)}
        record("mail.received", actor=None, target=self.mail, subject=self.owner, data=data)


class Arrival:
    """A message read once, for all its recipients; it is the visitor of ``mime.Reader``."""

    def __init__(self, spool, boxes, sender, client):
        self.spool, self.boxes, self.envelope_sender, self.client = spool, boxes, sender, client
        self.copies, self.replies = [], {}
        self.texts = []  # [(group, is html, text), ...]
        self.text_room, self.seconds = TEXTS_BYTES, SECONDS
        self.part = self.out = None
        self.taken = {True: 0, False: 0}
        self.is_cut = False

    def take(self):
        for box in self.boxes:
            self._sort(box)
        if self.copies:
            try:
                mime.Reader(self).read(self.spool)
            except mime.TooComplicated as error:
                raise Refused(Outcome.BROKEN, sentences.BROKEN) from error
            self._finish()
        return self.replies

    def give_up(self):
        for copy in self.copies:
            copy.give_up()
        if isinstance(self.out, Scratch):
            self.out.close()

    # What ``mime.Reader`` calls.

    def head(self, head):
        """Who says to have sent it: refused here, before anything is opened."""
        if not limits.admits_client(self.client):
            raise Refused(Outcome.FLOOD, sentences.SLOWER)
        sender, is_verified = _judged(head)
        self._admit(sender.domain, is_verified)
        subject, sent_at = plaintext.one_line(head.get("subject"), 300), _date(head)
        for copy in self.copies:
            mail = copy.mail
            mail.sender_name, mail.sender_address, mail.subject = sender.name, sender.address, subject
            mail.is_verified, mail.sent_at, mail.size = is_verified, sent_at, self.spool.size

    def inner(self, head):
        """A message within: whose, and about what, stand before its words."""
        lines = [plaintext.one_line(head.get(name), 300) for name in ("from", "subject")]
        self.texts.append((None, False, "\n".join(["— — —", *filter(None, lines)])))

    def begin(self, part):
        self.part = part
        if part.is_attachment:
            self.out = Scratch()
        elif part.kind in mime.WORDS:
            self.out = Bounded(min(TEXT_BYTES, self.text_room))
        else:
            self.out = None
        return self.out

    def end(self):
        part, out, self.part, self.out = self.part, self.out, None, None
        if isinstance(out, Bounded):
            self._read_text(part, out)
        elif out is not None:
            with out:
                self._take_file(part, out)

    # Our own.

    def _sort(self, box):
        """A copy for whoever does not have the message already."""
        fingerprint = keys.fingerprint(box.user, self.spool.digest())
        if Mail.objects.filter(owner=box.user, fingerprint=fingerprint).exists():
            self.replies[box] = sentences.TAKEN  # sent again because our answer was lost
        else:
            self.copies.append(Copy(box, fingerprint))

    def _admit(self, domain, is_verified):
        """Leave out whoever has had too many; refuse what is for nobody else, or of a domain that sent too many."""
        copies, self.copies = self.copies, []
        for copy in copies:
            if limits.admits_recipient(copy.box, is_verified):
                self.copies.append(copy)
            else:
                tally.count(Outcome.FLOOD)
                self.replies[copy.box] = sentences.SLOWER
        if not self.copies or not limits.admits_domain(domain, is_verified):
            raise Refused(Outcome.FLOOD, sentences.SLOWER)

    def _read_text(self, part, out):
        self.is_cut = self.is_cut or out.is_cut
        self.text_room -= out.tell()
        text = plaintext.charset_text(out.getvalue(), part.charset)
        is_html = part.kind == "text/html"
        self.texts.append((part.group, is_html, plaintext.from_html(text) if is_html else plaintext.lines(text)))

    def _take_file(self, part, content):
        self.taken[part.is_inline] += 1
        code = _refused_at_once(part, content, self.taken[part.is_inline])
        if code or self.seconds <= 0:
            return self._refuse(part, code or "long")
        before = time.monotonic()
        try:
            with reception.receive(Attached(content, part.name, content.size)) as received:
                for copy in self.copies:
                    copy.keep(part, received)
        except RefusedFile as refusal:
            if refusal.code in OURS_TO_BLAME:
                raise Later from refusal
            self._refuse(part, refusal.code)
        finally:
            self.seconds -= time.monotonic() - before

    def _refuse(self, part, code):
        for copy in self.copies:
            copy.refuse(part, code)

    def _finish(self):
        text = self._text()
        for copy in self.copies:
            copy.mail.is_cut = self.is_cut
            if text:
                copy.mail.text_object = copy.write(io.BytesIO(text.encode()), copy.mail.text_context)
            copy.save()
            self.replies[copy.box] = sentences.TAKEN
            tally.count(Outcome.ACCEPTED)

    def _text(self):
        """The words of all the parts; of alternatives, those written as text."""
        plain_groups = {group for group, is_html, text in self.texts if group and not is_html and text}
        chosen = [text for group, is_html, text in self.texts if text and not (is_html and group in plain_groups)]
        whole = "\n\n".join(chosen)
        self.is_cut = self.is_cut or len(whole) > TEXT_LENGTH
        return whole[:TEXT_LENGTH]


class Attached(NamedTuple):
    """An attachment as the reception takes files, whatever its name is."""

    file: Scratch
    name: str
    size: int


class Bounded(io.BytesIO):
    """Keeps the first ``most`` bytes of what is written."""

    def __init__(self, most):
        super().__init__()
        self.most, self.is_cut = most, False

    def write(self, data):
        room = self.most - self.tell()
        self.is_cut = self.is_cut or len(data) > room
        return super().write(data[:room])


def _judged(head):
    """``(Sender, whether it is verified)``. Raises ``Refused``."""
    try:
        sender = forgery.sender_of(head)
    except forgery.NoSender:
        raise Refused(Outcome.BROKEN, sentences.BROKEN) from None
    judgement = forgery.judge(head, sender.domain)
    if judgement is Judgement.FORGED:
        raise Refused(Outcome.FORGED, sentences.FORGED)
    if judgement is Judgement.UNJUDGED:
        raise Refused(Outcome.LATER, sentences.UNJUDGED)
    return sender, judgement is Judgement.VERIFIED


def _refused_at_once(part, content, number):
    """What needs no look inside, the code of its refusal; else empty."""
    if number > FILES:
        return "many"
    if part.kind in WINMAIL or part.name.lower() == "winmail.dat":
        return "winmail"
    return "" if content.size else "empty"


def _date(head):
    """When the message says it was sent; None for nonsense."""
    try:
        sent = parsedate_to_datetime(head.get("date")[:100])
        return sent.replace(tzinfo=sent.tzinfo or UTC).astimezone(UTC) if 1990 < sent.year < 2200 else None
    except Exception:  # a library for good mail
        return None
