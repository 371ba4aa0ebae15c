from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from reference.models import Municipality
from reference.stamps import PortalNow


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create someone who signs in by e-mail; without a password they cannot sign in yet."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, by e-mail."""

    email = models.EmailField(_("e-mail"), unique=True)
    last_name = models.CharField(_("surname"), max_length=60)
    first_name = models.CharField(_("first name"), max_length=60)
    patronymic = models.CharField(_("patronymic"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    email_bounced_at = models.DateTimeField(null=True, blank=True)
    gets_reminders = models.BooleanField(_("reminders by letter"), default=True)
    # Topics of letters that are read in the portal alone (users/topics.py).
    portal_only = ArrayField(
        models.CharField(max_length=20), default=list, db_default=[], blank=True
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=PortalNow())

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["last_name", "first_name"]
    personal_fields = ("email", "last_name", "first_name", "patronymic", "phone")

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic in one line."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """«Иванова А. П.», for narrow tables."""
        initials = [f"{name[0]}." for name in (self.first_name, self.patronymic) if name]
        return " ".join([self.last_name, *initials])


class Role(models.TextChoices):
    """What a person is in the portal; where, the assignment or the membership says."""

    GUARDIAN = "guardian", _("parent")
    PROVIDER = "provider", _("responsible for the Navigator in an organisation")
    TEACHER = "teacher", _("teacher")
    CLERK = "clerk", _("acceptance clerk")
    MOC = "moc", _("municipal support centre")
    PAYER = "payer", _("authorised organisation, payer")
    OPERATOR = "operator", _("regional model centre")
    OBSERVER = "observer", _("observer")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleAssignment(models.Model):
    """A role someone has: in a municipality, or without one for the whole portal."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    personal_fields = ()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.UniqueConstraint(
                fields=("user", "role", "municipality"),
                nulls_distinct=False,
                name="role_assigned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
