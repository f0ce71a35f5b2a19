"""Mail of the demo: a landlord and a school have written to a resident."""

import io
from email.message import EmailMessage

from PIL import Image

from accounts.models import User
from vault.scratch import Scratch

from . import actions, arriving, queries

RESIDENTS = ("resident", "resident2", "newcomer")


def load():
    """Give each resident an address, and one of them some mail; running again adds nothing."""
    for user in User.objects.filter(username__in=RESIDENTS):
        actions.open_address(user=user, actor=user)
    awa = User.objects.filter(username="resident").first()
    if awa and not queries.mail_of(awa).exists():
        _send(awa, "Régie Ourcq <quittances@regie-ourcq.example>", "Votre quittance de loyer", RENT, "quittance.pdf")
        _send(awa, "École des Lilas <ecole@lilas.example>", "Sortie au parc", SCHOOL, None)


RENT = "Bonjour,\n\nVoici votre quittance de loyer du mois.\n\nLa régie"
SCHOOL = "Bonjour,\n\nLa classe va au parc jeudi. Pensez au pique-nique.\n\nLa maîtresse"


def _send(user, sender, subject, text, paper):
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = sender, subject, "Mon, 02 Nov 2026 09:00:00 +0100"
    message.set_content(text)
    if paper:
        out = io.BytesIO()
        Image.new("RGB", (595, 842), "white").save(out, "PDF")
        message.add_attachment(out.getvalue(), maintype="application", subtype="pdf", filename=paper)
    spool = Scratch()
    spool.write(message.as_bytes())
    box = queries.box(queries.address_of(user).email)
    if box:
        arriving.receive(spool, [box], sender="", client=None)
