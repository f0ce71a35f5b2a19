"""The ways out of the house. ``carry`` returns when the message is accepted, or raises Temporary or Permanent."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from . import sms
from .enums import Channel
from .errors import Permanent, Temporary
from .rendering import absolute, words


def carry(delivery):
    """Send one delivery by its channel."""
    if not delivery.address:
        raise Permanent("no address any more")
    if delivery.channel == Channel.SMS:
        text = words(delivery.message)
        sms.send(to=delivery.address, text=f"{text.subject} {absolute(text.url)}".strip(), reference=delivery.reference)
    else:
        carry_email(email_for(delivery))


def email_for(delivery):
    """The e-mail, as text and as HTML, in the language of the person."""
    message = delivery.message
    with translation.override(message.language):
        text = words(message)
        context = {
            "message": message,
            "words": text,
            "link": absolute(text.url),
            "preferences": absolute(reverse("notifications:preferences")),
            "site_name": settings.SITE_NAME,
            "rtl": translation.get_language_bidi(),
        }
        plain_text = render_to_string("notifications/mail.txt", context)
        email = EmailMultiAlternatives(text.subject, plain_text, to=[delivery.address])
        email.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    email.extra_headers = {
        "Message-ID": f"<{delivery.reference}@{sender_domain(email.from_email)}>",
        "Content-Language": message.language,
        "Auto-Submitted": "auto-generated",
    }
    return email


def sender_domain(address):
    return address.rsplit("@", 1)[-1].rstrip("> ")


def carry_email(email):
    """Hand an e-mail to the server; a refusal in 5xx is for good, anything else may pass later."""
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise by_code(code)(f"{code} {plain(text)}") from error
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        raise Temporary(str(error)) from error
    except smtplib.SMTPResponseException as error:
        raise by_code(error.smtp_code)(f"{error.smtp_code} {plain(error.smtp_error)}") from error
    except OSError as error:  # every other SMTPException is one
        raise Temporary(f"{type(error).__name__}: {error}") from error
    except ValueError as error:
        raise Permanent(f"{type(error).__name__}: {error}") from error


def by_code(code):
    return Permanent if 500 <= code < 600 else Temporary


def plain(text):
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
