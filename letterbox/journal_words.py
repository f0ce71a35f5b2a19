"""What the log says of addresses and of arrived mail, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "address.opened": _("a ouvert une adresse de la mairie"),
    "address.turned_off": _("a fermé son adresse de la mairie"),
    "address.turned_on": _("a rouvert son adresse de la mairie"),
    "address.changed": _("a changé d’adresse de la mairie"),
    "address.erased": _("a effacé une adresse de la mairie"),
    "mail.received": _("a reçu un message à l’adresse de la mairie"),
    "mail.file_scanned": _("a vérifié une pièce jointe avec l’antivirus"),
    "mail.file_infected": _("a détruit une pièce jointe dangereuse"),
    "mail.file_read": _("a ouvert une pièce jointe"),
    "mail.file_kept": _("a rangé une pièce jointe dans son coffre"),
    "mail.file_dropped": _("a jeté une pièce jointe"),
    "mail.deleted": _("a effacé un message arrivé"),
    "mail.expired": _("a laissé partir un message arrivé il y a longtemps"),
    "mail.text_unreadable": _("n’a pas pu ouvrir un message arrivé : il est abîmé"),
    "mail.unreadable": _("n’a pas pu ouvrir une pièce jointe : elle est abîmée"),
}
