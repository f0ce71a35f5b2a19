"""People, the services they work in, and the rights given on one object."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ui.words import said

from . import labels, phones
from .enums import COUNTER, EDITORIAL, FRONT_DESK, Family, Role


class User(AbstractUser):
    """A person: resident, agent or both. Signs in by e-mail, phone or card number (``username``)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("adresse e-mail"), null=True, blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, null=True, blank=True, help_text=_("+33612345678"))
    phone_verified = models.BooleanField(default=False)
    first_name = models.CharField(_("prénom"), max_length=150, blank=True)
    last_name = models.CharField(_("nom"), max_length=150, blank=True)
    birth_date = models.DateField(_("date de naissance"), null=True, blank=True)
    language = models.CharField(_("langue"), max_length=10, choices=settings.LANGUAGES, default="fr")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="the space and its key were destroyed")
    created_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    helping = None  # the mandate under which the person acts in this request; never kept
    objects = UserManager()

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"),
                name="user_email_unique",
                condition=Q(email__isnull=False) & ~Q(email=""),
                violation_error_message=_("Un compte existe déjà avec cette adresse e-mail."),
            ),
            models.UniqueConstraint(
                fields=["phone"],
                name="user_phone_unique",
                condition=Q(phone__isnull=False),
                violation_error_message=_("Un compte existe déjà avec ce numéro de téléphone."),
            ),
        ]
        # Whoever signs in is looked for whatever the case of the letters: ``iexact`` compares in capitals.
        indexes = [
            models.Index(models.functions.Upper("email"), name="user_email_capitals"),
            models.Index(models.functions.Upper("username"), name="user_username_capitals"),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        """First and last name; of somebody erased, the same words for everybody, in the reader's language."""
        return gettext("Personne effacée") if self.erased_at else super().get_full_name()

    def get_short_name(self):
        """What one calls the person by."""
        return gettext("Personne effacée") if self.erased_at else self.first_name

    @property
    def shown_phone(self):
        """The telephone number as people read it, in groups."""
        return phones.for_people(self.phone) if self.phone else ""

    @cached_property
    def roles(self):
        """``{(service code, role), ...}``: one query, kept for the life of the object."""
        return set(self.memberships.values_list("service__code", "role"))

    def has_role(self, *roles, service=None):
        """Whether the person holds one of ``roles``, in ``service`` (a code) if given, else anywhere.

        A role may be ``(service code, role)``: it counts in that service only.
        """
        held = (pair for pair in self.roles if service in (None, pair[0]))
        return any(role in roles or (code, role) in roles for code, role in held)

    @property
    def is_agent(self):
        return self.is_active and bool(self.roles)

    @property
    def is_administrator(self):
        return self.has_role(Role.ADMINISTRATOR)

    @property
    def meets_people(self):
        """Whether this agent looks people up: the counter and those who work on cases."""
        return self.has_role(*FRONT_DESK)

    @property
    def gives_codes(self):
        """Whether this agent may open an account again for somebody: the counter, where the person stands."""
        return self.has_role(*COUNTER, Role.ADMINISTRATOR)

    @property
    def keeps_archives(self):
        """Whether this agent gives the visa without which no closed case is destroyed."""
        return self.has_role(Role.ARCHIVIST, Role.ADMINISTRATOR)

    @property
    def leads_a_team(self):
        """Whether this agent answers for a service: proposes which of its closed cases may go."""
        return self.has_role(Role.TEAM_LEAD)

    @property
    def answers_about_data(self):
        """Whether this agent answers what people ask about their data."""
        return self.has_role(Role.TEAM_LEAD, Role.ADMINISTRATOR)

    @property
    def changes_papers(self):
        """Whether this agent sees what procedures ask, and may change it in their service."""
        return self.has_role(Role.TEAM_LEAD, Role.ADMINISTRATOR)

    @property
    def is_editor(self):
        """Whether this agent keeps the public pages."""
        return self.has_role(*EDITORIAL)


def read_roles(people):
    """The people of a queryset as a list, their ``roles`` read at once: two queries however many they are."""
    found = list(people.prefetch_related(models.Prefetch("memberships", Membership.objects.select_related("service"))))
    for person in found:
        person.roles = {(membership.service.code, membership.role) for membership in person.memberships.all()}
    return found


class Service(models.Model):
    """A service, partner or guest of the building."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("nom"), max_length=120)
    family = models.CharField(_("famille"), max_length=20, choices=Family.choices)
    place = models.CharField(_("où dans le bâtiment"), max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_partner = models.BooleanField(_("partenaire"), default=False)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]

    def __str__(self):
        return said(self.name)

    @property
    def where(self):
        """The place in the building, in the reader's language."""
        return said(self.place)


class Membership(models.Model):
    """A person's role in a service."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("affectation")
        verbose_name_plural = _("affectations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "role"],
                name="membership_unique",
                violation_error_message=_("Cette personne a déjà ce rôle dans ce service."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.service}"


class GrantQuerySet(models.QuerySet):
    def current(self):
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))


class Grant(models.Model):
    """A right given on one object, to a person, to everyone in a service or to everyone with a role, until a date."""

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices, blank=True)
    permission = models.CharField(_("droit"), max_length=60, help_text=_("par exemple cases.view_case"))
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.CharField(max_length=40)
    target = GenericForeignKey("content_type", "object_id")
    until = models.DateTimeField(_("jusqu’au"), null=True, blank=True)
    reason = models.CharField(_("pourquoi"), max_length=200)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("droit accordé")
        verbose_name_plural = _("droits accordés")
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.CheckConstraint(
                name="grant_to_one_holder",
                condition=Q(user__isnull=False, service__isnull=True, role="")
                | Q(user__isnull=True, service__isnull=False, role="")
                | Q(user__isnull=True, service__isnull=True) & ~Q(role=""),
                violation_error_message=_("Un droit se donne à une personne, à un service ou à un rôle : un seul."),
            )
        ]

    def __str__(self):
        return f"{self.holder} · {self.permission} · {self.content_type} {self.object_id}"

    @property
    def holder(self):
        """Who has it: the person, the service, or the name of the role."""
        return self.user or self.service or self.get_role_display()

    @property
    def words(self):
        """What it allows, in words for people."""
        return labels.action(self.permission)


class Activation(models.Model):
    """The single-use code by which a person an agent has registered chooses a password."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="activation")
    code_hash = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("activation")
        verbose_name_plural = _("activations")

    def __str__(self):
        return str(self.user_id)

    @property
    def is_open(self):
        return self.used_at is None and self.expires_at > timezone.now()


class GuessCount(models.Model):
    """The recent tries under one name (an account, an address), shared by every process."""

    key = models.CharField(max_length=64, primary_key=True)
    hits = ArrayField(models.DateTimeField(), default=list)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("compteur d’essais")
        verbose_name_plural = _("compteurs d’essais")
        indexes = [models.Index(fields=["changed_at"])]

    def __str__(self):
        return self.key
