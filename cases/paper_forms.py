"""A procedure as a form on paper: what it says and asks, in the reader's language and, beside it, in French.

Made from the published version at each request: what staff change in a procedure changes its form. Names of fields are
``<whose>-<code>``, where whose is a role of a party or ``both``: a filled form is read with ``ui.fillable.answers_in``.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from ui.fillable import BOX, DAY, LINES, ONE_OF, TEXT, Field
from vault.models import DocumentType

from .enums import PartyRole
from .forms import YES_NO
from .labels import SCREENS, STEPS, legal_effect_sentence
from .models import ProcedureVersion
from .requirements import PARTY
from .revisions import ages_said, condition_said, kinds_said, rules_of

FRENCH, BOTH = "fr", "both"
KINDS = {"choice": ONE_OF, "yesno": ONE_OF, "date": DAY, "text": TEXT}

where_finders = []
"""Functions ``(service code, language) -> Where or None`` of those above: what the service's public page says."""

IDENTITY = [
    ("last_name", TEXT, _("Nom de naissance"), True),
    ("first_names", TEXT, _("Tous vos prénoms, dans l’ordre"), True),
    ("born_on", DAY, _("Date de naissance"), True),
    ("born_in", TEXT, _("Ville et pays de naissance"), True),
    ("address", LINES, _("Adresse"), True),
    ("phone", TEXT, _("Téléphone"), False),
    ("email", TEXT, _("Adresse e-mail"), False),
]
PEOPLE = {PartyRole.APPLICANT: _("La première personne"), PartyRole.SPOUSE: _("La deuxième personne")}
AFTERWARDS = [
    (_("Vous apportez le formulaire et les papiers"), _("L’accueil les regarde avec vous.")),
    (_("L’accueil vérifie que rien ne manque"), _("S’il manque un papier, nous vous disons lequel.")),
    (_("Le service étudie votre demande"), _("Il vous écrit si quelque chose n’est pas clair.")),
    (_("Vous recevez la réponse"), _("Elle dit aussi quoi faire si vous n’êtes pas d’accord.")),
]
HEADINGS = {
    "papers": _("Les papiers à joindre"),
    "consent": _("Votre accord"),
    "agree": _("Ce que j’ai écrit est exact, et je demande cette démarche."),
    "signature": _("Signature"),
}


@dataclass(frozen=True)
class Where:
    """Where a service receives: its place and hours, in ``language``."""

    place: str
    hours: str
    language: str


@dataclass(frozen=True)
class Words:
    """A text in ``language``, and in French where it is another one: the agent reads French."""

    text: str
    language: str
    french: str = ""

    @property
    def dir(self):
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"

    def __str__(self):
        return f"{self.text} / {self.french}" if self.french else self.text


def words(said) -> Words:
    """``said``: ``{language: text}``, a lazy sentence of the interface, or what says it in the language in use."""
    here = get_language()
    if isinstance(said, dict):
        text, french = said.get(here) or said.get(FRENCH, ""), said.get(FRENCH, "")
    else:
        say = said.__str__ if isinstance(said, Promise) else said
        text = say()
        with override(FRENCH):
            french = say()
    return Words(text, FRENCH, "") if text == french else Words(text, here, french)


@dataclass(frozen=True)
class Ask:
    """A question as the form prints it; ``choices`` are ``[(value, Words)]``."""

    name: str
    kind: str
    label: Words
    is_required: bool = False
    help: Words | None = None
    only_if: Words | None = None
    choices: list = field(default_factory=list)

    @property
    def field(self):
        return Field(self.name, self.kind, self.is_required)


@dataclass(frozen=True)
class Part:
    """What one person fills in, or both: ``groups`` are ``[(title, [Ask])]``."""

    whose: str
    title: Words
    groups: list


@dataclass(frozen=True)
class Paper:
    """A paper to bring; ``boxes`` are ``[(Field, Words)]``, one to tick for each person who brings it."""

    title: Words
    why: Words
    example: Words
    kinds: Words
    ages: Words
    only_if: Words | None
    pictogram: str
    boxes: list


@dataclass
class PaperForm:
    """The form of a version, in the language of the moment."""

    version: ProcedureVersion

    @property
    def procedure(self):
        return self.version.procedure

    @property
    def definition(self):
        return self.version.definition

    @cached_property
    def title(self):
        return words(self.procedure.names)

    @cached_property
    def summary(self):
        return words(self.procedure.summaries)

    @property
    def legal_effect(self):
        return legal_effect_sentence(self.procedure.legal_effect)

    @property
    def address(self):
        """The procedure's page, which says whether this version is still the one in use."""
        page = reverse("cases:procedure", args=[self.procedure.code])
        return f"{settings.SITE_URL}{page}?v={self.version.number}"

    @property
    def who_may_ask(self):
        return [words(check["message"]) for check in self.definition.get("checks", [])]

    @cached_property
    def parts(self):
        people = [self._part_of(role, title) for role, title in self._people]
        common = self._questions_of(BOTH)
        return people + ([Part(BOTH, words(_("Ensemble")), common)] if common else [])

    @property
    def _people(self):
        return PEOPLE.items()

    def _part_of(self, role, title):
        identity = [Ask(f"{role}-{code}", kind, words(label), must) for code, kind, label, must in IDENTITY]
        who = (words(_("Qui êtes-vous ?")), identity)
        return Part(role, words(title), [who, *self._questions_of(role)])

    def _questions_of(self, whose):
        asked = [item for item in self.definition["questions"] if (item["scope"] == PARTY) == (whose != BOTH)]
        groups = [(SCREENS[screen], [item for item in asked if item["screen"] == screen]) for screen in SCREENS]
        return [(words(title), [self._ask(item, whose) for item in items]) for title, items in groups if items]

    def _ask(self, item, whose):
        return Ask(
            name=name_of(whose, item["code"]),
            kind=KINDS[item["kind"]],
            label=words(item["label"]),
            is_required=not item.get("optional") and not item.get("show_if"),
            help=words(item["help"]) if item.get("help") else None,
            only_if=self._only_if(item.get("show_if")),
            choices=choices_of(item),
        )

    def _only_if(self, condition):
        return words(lambda: condition_said(condition, self.definition)) if condition else None

    @cached_property
    def papers(self):
        kinds = {kind.code: kind for kind in DocumentType.objects.all()}
        return [self._paper(item, kinds) for item in self.definition["requirements"]]

    def _paper(self, item, kinds):
        rules, kind = rules_of(item), kinds.get(item["document_type"])
        return Paper(
            title=words(item["title"]),
            why=words(item["why"]),
            example=words(item["example"]),
            kinds=words(lambda: kinds_said(rules, {code: each.name for code, each in kinds.items()})),
            ages=words(lambda: ages_said(rules, self.definition)),
            only_if=self._only_if(item.get("when")),
            pictogram=kind.pictogram if kind else "file-text",
            boxes=self._boxes(item),
        )

    def _boxes(self, item):
        code = f"paper-{item['code']}"
        if item["scope"] != PARTY:
            return [(Field(name_of(BOTH, code), BOX), words(_("Je le joins")))]
        return [(Field(name_of(role, code), BOX), words(title)) for role, title in self._people]

    @cached_property
    def consents(self):
        """``[(whose, title, box, [place and day to write])]`` for each person who signs."""
        return [(role, words(title), Field(f"{role}-agrees", BOX, True), signing(role)) for role, title in self._people]

    @property
    def fields(self):
        """Every field of the form, in the order of reading."""
        asked = [ask.field for part in self.parts for _title, asks in part.groups for ask in asks]
        boxes = [box for paper in self.papers for box, _label in paper.boxes]
        signed = [item for _who, _title, box, asks in self.consents for item in (box, *(ask.field for ask in asks))]
        return [*asked, *boxes, *signed]

    @property
    def steps(self):
        return STEPS.get(self.procedure.code) or AFTERWARDS

    @cached_property
    def where(self):
        """What the page of the service says, else nothing: its place is then that of the building's list."""
        found = (find(self.procedure.service.code, get_language()) for find in where_finders)
        return next((where for where in found if where), None)


def headings():
    """What both the reader and the agent read above the parts that every form has."""
    return {name: words(said) for name, said in HEADINGS.items()}


def name_of(whose, code):
    """A field's name. PDF keeps points for itself."""
    return f"{whose}-{code}".replace(".", "_")


def choices_of(item):
    if item["kind"] == "yesno":
        return [(value, words(label)) for value, label in YES_NO]
    return [(choice["value"], words(choice["label"])) for choice in item.get("choices", [])]


def signing(role):
    return [
        Ask(f"{role}-signed_at", TEXT, words(_("Fait à")), True),
        Ask(f"{role}-signed_on", DAY, words(_("Le")), True),
    ]
