"""The line of the welcome letter about the person's address."""

from django.utils.translation import gettext as _

from . import actions


def use(person):
    """``(pictogram, sentence, address)`` for the letter; the address is made at this first need. None for agents."""
    address = actions.open_address(user=person, actor=None)
    if address is None or not address.is_on:
        return None
    return "email", _("Vous y recevez le courrier envoyé à votre adresse :"), address.email
