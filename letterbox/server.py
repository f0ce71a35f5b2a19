"""The door on which mail knocks: LMTP behind the town hall's mail server, or SMTP."""

import asyncio
import contextlib
import ipaddress
import logging
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax
from django.conf import settings
from django.db import close_old_connections, connections

from vault.scratch import Scratch

from . import arriving, forgery, sentences, tally
from .addresses import split
from .enums import Outcome

logger = logging.getLogger(__name__)

SESSIONS = 50  # at once
RECIPIENTS = 20  # of one message
THREADS = 4  # messages read at once
ASKED = 2  # short questions answered at once: they never wait for a message being read
IDLE = 120  # seconds between two commands
DATA = 600  # seconds to send a message, and again to have it read
SESSION = 3600  # seconds a client may stay
COMMANDS = {"*": 500, "RCPT": 2000, "MAIL": 500, "DATA": 500}


class Door:
    """What all the sessions share; the handler of aiosmtpd."""

    def __init__(self):
        self.sessions = 0
        self.threads = ThreadPoolExecutor(ASKED, thread_name_prefix="letterbox-asked")
        self.readers = ThreadPoolExecutor(THREADS, thread_name_prefix="letterbox-reader")

    def protocol(self):
        """A session for a new client."""
        kind = SMTPSession if settings.LETTERBOX_PROTOCOL == "smtp" else LMTPSession
        return kind(
            self,
            hostname=settings.LETTERBOX_DOMAIN,
            ident="La Mairie de demain",
            data_size_limit=settings.LETTERBOX_MAX_BYTES,
            enable_SMTPUTF8=True,
            timeout=IDLE,
            command_call_limit=COMMANDS,
            loop=asyncio.get_running_loop(),
        )

    async def handle_MAIL(self, server, session, envelope, address, options):
        if forgery.is_ours(forgery.ascii_domain(split(address)[1])):
            await self.ask(tally.count, Outcome.FORGED)
            return sentences.FORGED
        envelope.mail_from = address
        envelope.boxes = []
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return sentences.RECIPIENTS
        box, reply = await self.ask(arriving.recipient, address, session.client)
        if box is None:
            return reply
        envelope.rcpt_tos.append(address)
        envelope.boxes.append(box)
        return "250 2.1.5 OK"

    async def handle_exception(self, error):
        """A fault of ours, the database or the storage being away among them: nothing is lost, it comes again."""
        logger.error("the letterbox could not answer: %s", type(error).__name__, exc_info=error)
        return sentences.LATER

    async def ask(self, function, *args):
        """Run a short question to the database in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, _apart, function, args, {})

    async def read(self, spool, boxes, **given):
        """Have a message read and kept, in a thread that is for this alone: it may take a minute."""
        args = (spool, boxes)
        return await asyncio.get_running_loop().run_in_executor(self.readers, _apart, arriving.receive, args, given)

    def close(self):
        for pool, threads in ((self.threads, ASKED), (self.readers, THREADS)):
            for _thread in range(threads):
                pool.submit(connections.close_all)
            pool.shutdown()


class Session:
    """What our two protocols add to aiosmtpd's: bounds, the real client, a message spooled as it comes."""

    line_length_limit = 64 * 1024  # of the stream: a long line is no reason to refuse

    def connection_made(self, transport):
        self.is_admitted = self.event_handler.sessions < SESSIONS
        if not self.is_admitted:
            transport.write(sentences.BUSY.encode() + b"\r\n")
            transport.close()
            return
        self.event_handler.sessions += 1
        super().connection_made(transport)
        self.session.client = _client(self.session.peer)
        self._end = self.loop.call_later(SESSION, transport.close)

    def connection_lost(self, error):
        if self.is_admitted:
            self.event_handler.sessions -= 1
            self._end.cancel()
            super().connection_lost(error)

    def eof_received(self):
        return super().eof_received() if self.is_admitted else None

    def data_received(self, data):
        if self.is_admitted:
            super().data_received(data)

    async def push(self, status):
        """The greeting's last line is ours to write: what the front may tell about the client."""
        if isinstance(status, str) and status.startswith("250 HELP"):
            await super().push("250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE")
            await super().push("250-ENHANCEDSTATUSCODES")
        if isinstance(status, str) and status.startswith("552 Error: message size"):
            await self.event_handler.ask(tally.count, Outcome.LARGE)
            status = sentences.too_large()
        await super().push(status)

    @syntax("XFORWARD attribute=value ...")
    async def smtp_XFORWARD(self, arg):
        """Postfix tells which client it speaks for (XFORWARD_README); only a front on this machine is believed."""
        if not _is_front(self.session.peer):
            await self.push("550 5.7.0 Not for you")
            return
        said = dict(pair.upper().partition("=")[::2] for pair in (arg or "").split())
        if "ADDR" in said:
            self.session.client = _address(said["ADDR"].removeprefix("IPV6:"))
        await self.push("250 2.0.0 OK")

    async def smtp_VRFY(self, arg):
        await self.push("252 2.5.2 Nobody is named here")

    @syntax("DATA")
    async def smtp_DATA(self, arg):
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._reset_timeout(DATA)
        envelope, spool = self.envelope, Scratch()
        try:
            trouble = await self._spool(spool)
        except BaseException:
            spool.close()
            raise
        self._reset_timeout(DATA)
        self._set_post_data_state()
        if trouble:
            spool.close()
            await self.event_handler.ask(tally.count, trouble[0], len(envelope.boxes))
            replies = [trouble[1]] * len(envelope.boxes)
        else:
            replies = await self._delivered(spool, envelope)
        await self.answer(replies)
        self._reset_timeout()

    async def _spool(self, spool):
        """Write the message into ``spool`` as it comes; give ``(outcome, reply)`` for one that cannot be kept.

        Only CRLF ends a line: a lone LF hides no end of message (SMTP smuggling).
        """
        most, size, starts, failed = self.data_size_limit, 0, True, False
        while True:
            try:
                line = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as error:
                line = await self._reader.read(error.consumed)
            if starts and line == b".\r\n":
                break
            if starts and line.startswith(b"."):
                line = line[1:]
            starts = line.endswith(b"\r\n")
            size += len(line)
            if size <= most and not failed:
                failed = not _kept(spool, line)
            elif size > 4 * most:  # it does not listen: the line is cut
                self.transport.close()
                break
        if size > most:
            return Outcome.LARGE, sentences.too_large()
        return (Outcome.LATER, sentences.LATER) if failed else None

    async def _delivered(self, spool, envelope):
        """The replies, one for each recipient; what fails is asked to come again."""
        boxes = list(dict.fromkeys(envelope.boxes))
        given = {"sender": envelope.mail_from, "client": self.session.client}
        try:
            replies = await self.event_handler.read(spool, boxes, **given)
        except Exception as error:
            await self.event_handler.handle_exception(error)
            replies = {}
        return [replies.get(box, sentences.LATER) for box in envelope.boxes]


class LMTPSession(Session, LMTP):
    async def answer(self, replies):
        """Each recipient its own answer (RFC 2033)."""
        for reply in replies:
            await self.push(reply)


class SMTPSession(Session, SMTP):
    async def answer(self, replies):
        """One answer for all: the worst. Sent again, the message finds those who have it already."""
        await self.push(min(replies, key=lambda reply: "425".index(reply[0])))


async def serve(door, *, host, port, started=None):
    """Take mail until cancelled. Raises OSError when the port is taken."""
    server = await asyncio.get_running_loop().create_server(door.protocol, host, port)
    if started:
        started(server.sockets[0].getsockname()[1])
    try:
        await server.serve_forever()
    finally:
        server.close()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0)


def _apart(function, args, kwargs):
    """In a thread: a connection that is fit at both ends."""
    close_old_connections()
    try:
        return function(*args, **kwargs)
    finally:
        close_old_connections()


def _kept(spool, line):
    """False when the disk is full."""
    try:
        spool.write(line)
    except OSError:
        logger.error("no room to receive a message")
        return False
    return True


def _client(peer):
    """Who knocks, None for a front on this machine, which speaks for others."""
    return None if _is_front(peer) else _address(peer[0])


def _is_front(peer):
    """Whether it knocks from this machine (a socket in the file system has no address)."""
    try:
        return not peer or not isinstance(peer, tuple) or ipaddress.ip_address(peer[0].partition("%")[0]).is_loopback
    except ValueError:
        return False


def _address(text):
    """An address as it counts: of IPv6, the network a client is given; None for what is no address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))
