"""The few blocks every page is written with."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


def procedure_choices():
    """Codes and French names of the procedures open online, for the editor's list."""
    from cases.models import Procedure

    return [(procedure.code, str(procedure)) for procedure in Procedure.objects.filter(is_open=True)]


def service_choices():
    """Codes and names of the services in use, for the editor's list."""
    from accounts.models import Service

    return list(Service.objects.order_by("name").values_list("code", "name"))


class ParagraphBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), required=False)
    text = blocks.RichTextBlock(label=_("texte"), features=RICH_TEXT)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraphe")
        template = "cms/blocks/paragraph.html"
        preview_value = {"title": "Bienvenue", "text": "<p>La porte est ouverte, entrez.</p>"}


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("légende"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "cms/blocks/picture.html"


class TipBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), required=False)
    text = blocks.RichTextBlock(label=_("texte"), features=["bold", "italic", "link"])

    class Meta:
        icon = "help"
        label = _("Conseil")
        template = "cms/blocks/tip.html"
        preview_value = {"title": "Le bon moment", "text": "<p>Le mardi matin, l’attente est courte.</p>"}


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), required=False)
    steps = blocks.ListBlock(blocks.CharBlock(label=_("étape"), max_length=300), label=_("étapes"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Étapes")
        template = "cms/blocks/steps.html"
        preview_value = {
            "title": "Comment faire",
            "steps": ["Préparez.", "Envoyez.", "Nous répondons."],
        }


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("nom"))
    phone = blocks.CharBlock(label=_("téléphone"), required=False, max_length=30)
    email = blocks.EmailBlock(label=_("adresse e-mail"), required=False)
    details = blocks.CharBlock(label=_("précision"), required=False)

    class Meta:
        icon = "user"
        label = _("Contact")
        template = "cms/blocks/contact.html"
        preview_value = {"name": "Accueil", "phone": "01 40 00 00 00", "email": "", "details": "aux heures d’ouverture"}


class LinkCardBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"))
    text = blocks.CharBlock(label=_("texte"), required=False)
    page = blocks.PageChooserBlock(label=_("page du site"), required=False)
    url = blocks.CharBlock(
        label=_("ou adresse"), required=False, help_text=_("https://… ou, sur ce site, une adresse qui commence par /")
    )

    def clean(self, value):
        value = super().clean(value)
        url = value.get("url") or ""
        if url and not url.startswith(("https://", "http://", "/")):
            raise StructBlockValidationError(
                {"url": ValidationError(_("L’adresse commence par https:// ou par une barre /."))}
            )
        if not url and not value.get("page"):
            raise StructBlockValidationError({"page": ValidationError(_("Choisissez une page ou donnez une adresse."))})
        return value

    class Meta:
        icon = "link"
        label = _("Carte avec un lien")
        template = "cms/blocks/link_card.html"


class RecordingBlock(blocks.StructBlock):
    """A recorded voice. It reads the part just above, or the introduction when it comes first."""

    recording = SnippetChooserBlock("dictionary.Recording", label=_("enregistrement"))
    reads = blocks.ChoiceBlock(
        label=_("ce que la voix lit"),
        choices=[("before", _("ce qui est juste au-dessus")), ("page", _("toute la page"))],
        default="before",
    )

    class Meta:
        icon = "media"
        label = _("Voix enregistrée")
        template = "cms/blocks/recording.html"


BODY = [
    ("paragraph", ParagraphBlock()),
    ("picture", PictureBlock()),
    ("tip", TipBlock()),
    ("steps", StepsBlock()),
    ("contact", ContactBlock()),
    ("link_card", LinkCardBlock()),
    ("recording", RecordingBlock()),
]


class AuditBlock(blocks.StaticBlock):
    """What was checked of the accessibility of the site, and what was found."""

    def get_context(self, value, parent_context=None):
        from . import audit

        return {**super().get_context(value, parent_context), "audit": audit}

    class Meta:
        icon = "tasks"
        label = _("L’audit d’accessibilité")
        template = "cms/blocks/audit.html"
        admin_text = _("Le tableau de ce qui a été vérifié : il vient du logiciel.")


class HoldingsBlock(blocks.StaticBlock):
    """What is kept about people, read where it is declared (``privacy.holdings``)."""

    def get_context(self, value, parent_context=None):
        from django.conf import settings

        from privacy.holdings import holdings

        officer = settings.DATA_PROTECTION_OFFICER
        return {**super().get_context(value, parent_context), "holdings": holdings(), "officer": officer}

    class Meta:
        icon = "lock"
        label = _("Ce que la mairie garde")
        template = "cms/blocks/holdings.html"
        admin_text = _(
            "La liste de ce qui est gardé, pourquoi et jusqu’à quand : elle vient du logiciel, toujours à jour."
        )


class LicencesBlock(blocks.StaticBlock):
    """The libraries this very server runs on, with their licences."""

    def get_context(self, value, parent_context=None):
        from . import licences

        return {**super().get_context(value, parent_context), "licences": licences}

    class Meta:
        icon = "code"
        label = _("Les bibliothèques et leurs licences")
        template = "cms/blocks/licences.html"
        admin_text = _("La liste des bibliothèques installées : elle vient du logiciel.")


LEGAL = [*BODY, ("audit", AuditBlock()), ("holdings", HoldingsBlock()), ("licences", LicencesBlock())]
