"""The blocks the front door is composed with. What they show is read where it is kept, never written twice."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from .blocks import RICH_TEXT, LinkCardBlock

# The front door as it is until somebody composes another one.
DEFAULT = ["welcome", "doors", "situations", "body", "visit"]


class PartBlock(blocks.StructBlock):
    """A part of the front door that shows something of the site, under a heading of its own or the usual one."""

    title = blocks.CharBlock(
        label=_("titre"), required=False, max_length=120, help_text=_("Vide : le titre habituel, dans chaque langue.")
    )

    def get_context(self, value, parent_context=None):
        return {**super().get_context(value, parent_context), "heading": value.get("title", "")}


class LatestBlock(PartBlock):
    number = blocks.IntegerBlock(label=_("combien"), default=3, min_value=1, max_value=6)

    def get_context(self, value, parent_context=None):
        from . import editorial, routing

        read = getattr(editorial, self.meta.reader)
        shown = read(routing.active_language(), value.get("number") or 3)
        return {**super().get_context(value, parent_context), "cards": shown}


class PictureTextBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), required=False, max_length=120)
    image = ImageBlock(label=_("image"))
    text = blocks.RichTextBlock(label=_("texte"), features=RICH_TEXT)

    class Meta:
        icon = "image"
        label = _("Image et texte")
        template = "cms/front/picture_text.html"


class SpacesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), required=False, max_length=120)
    cards = blocks.ListBlock(LinkCardBlock(), label=_("espaces"), min_num=1, max_num=8)

    class Meta:
        icon = "home"
        label = _("Les espaces")
        template = "cms/front/spaces.html"


class CallBlock(LinkCardBlock):
    label = blocks.CharBlock(label=_("mots du bouton"), max_length=60)

    class Meta:
        icon = "pick"
        label = _("Appel, avec un bouton")
        template = "cms/front/call.html"


def static(label, icon, template, said):
    return blocks.StaticBlock(label=label, icon=icon, template=template, admin_text=said)


def part(label, icon, template):
    return PartBlock(label=label, icon=icon, template=template)


class FrontBlock(blocks.StreamBlock):
    welcome = static(
        _("L’accueil"), "home", "cms/front/welcome.html", _("Le mot d’accueil, l’introduction et les deux boutons.")
    )
    search = static(
        _("La recherche"), "search", "cms/front/search.html", _("Un grand champ pour chercher sur le site.")
    )
    doors = part(_("Les quatre familles de services"), "group", "cms/front/doors.html")
    situations = part(_("Les situations du guide"), "help", "cms/front/situations.html")
    news = LatestBlock(label=_("Les nouvelles"), icon="doc-full", template="cms/front/news.html", reader="latest_news")
    events = LatestBlock(label=_("L’agenda"), icon="date", template="cms/front/events.html", reader="next_events")
    commandment = static(
        _("Le commandement du jour"),
        "openquote",
        "cms/front/commandment.html",
        _("Un des dix-neuf, chaque jour un autre."),
    )
    picture_text = PictureTextBlock()
    spaces = SpacesBlock()
    call = CallBlock()
    body = static(_("Le texte de la page"), "pilcrow", "cms/front/body.html", _("Ce qui est écrit dans « contenu »."))
    visit = static(_("Horaires et adresse"), "site", "cms/front/visit.html", _("Ce qui est écrit dans « Venir »."))

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in ("welcome", "search", "doors", "situations", "news", "events", "commandment", "body", "visit")
        }


def usual(field):
    """The usual front door as blocks of ``field``, to be changed one by one."""
    block = field.stream_block
    return block.to_python([{"type": name, "value": None if name in STATIC else {}} for name in DEFAULT])


def is_usual(value):
    """Whether these blocks are the usual front door, with nothing of one's own."""
    names = [each.block_type for each in value]
    return names == DEFAULT and not any(each.value.get("title") for each in value if each.block_type not in STATIC)


STATIC = {name for name, block in FrontBlock().child_blocks.items() if isinstance(block, blocks.StaticBlock)}
DAYS = [
    ("Monday", _("lundi")),
    ("Tuesday", _("mardi")),
    ("Wednesday", _("mercredi")),
    ("Thursday", _("jeudi")),
    ("Friday", _("vendredi")),
    ("Saturday", _("samedi")),
    ("Sunday", _("dimanche")),
]


class OpeningBlock(blocks.StructBlock):
    """Hours as machines read them; ``hours`` of the page are for people."""

    days = blocks.MultipleChoiceBlock(label=_("jours"), choices=DAYS)
    opens = blocks.TimeBlock(label=_("de"))
    closes = blocks.TimeBlock(label=_("à"))

    class Meta:
        icon = "time"
        label = _("Plage d’ouverture")


OPENINGS = [("opening", OpeningBlock())]
