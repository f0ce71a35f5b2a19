import asyncio
import logging
import signal

from django.conf import settings
from django.core.management.base import BaseCommand

from letterbox.server import Door, serve

PAUSE = 10  # seconds before a port that was taken is asked for again


class Command(BaseCommand):
    """The server of the residents' mail; ends on SIGTERM."""

    help = "Receive the mail of the residents' addresses (LMTP, or SMTP with LETTERBOX_PROTOCOL=smtp)."

    def handle(self, **options):
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd's lines hold addresses
        asyncio.run(self.run())

    async def run(self):
        door = Door()
        work = asyncio.create_task(self.stay(door))
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, work.cancel)
        try:
            await work
        except asyncio.CancelledError:
            pass
        finally:
            door.close()

    async def stay(self, door):
        """A port that is taken brings nothing down: it is asked for again."""
        while True:
            try:
                await serve(door, host=settings.LETTERBOX_HOST, port=settings.LETTERBOX_PORT, started=self.tell)
            except OSError as problem:
                self.stderr.write(f"port {settings.LETTERBOX_PORT} cannot be had ({problem.strerror}): trying again")
                await asyncio.sleep(PAUSE)

    def tell(self, port):
        self.stdout.write(f"{settings.LETTERBOX_PROTOCOL} on {settings.LETTERBOX_HOST}:{port}")
        self.stdout.flush()
