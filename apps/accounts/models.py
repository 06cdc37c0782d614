from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from django.utils.crypto import salted_hmac

from apps.accounts.querysets import UserManager
from apps.accounts.timezones import DEFAULT_TIMEZONE, check_timezone
from hearth.kernel.authorization import SystemRole
from hearth.kernel.fields import KEPT, internal, personal, public
from hearth.kernel.models import Record, one_line

phone_number = RegexValidator(
    r"^(?=.{5,30}\Z)\+?[0-9 ()./-]+\Z", "Write a phone number with digits, spaces and + only."
)
language_tag = RegexValidator(
    r"^[a-z]{2,3}(-[A-Z]{2})?\Z", "Write a language and perhaps a country, such as en-AU."
)

FORMER_MEMBER = "Former member"
"""Who stands where the name of somebody stood who was erased."""


class User(Record, AbstractBaseUser):
    """A person, known by the `sub` of their Cognito account and by nothing else."""

    class Role(models.TextChoices):
        USER = SystemRole.USER.value, "User"
        MODERATOR = SystemRole.MODERATOR.value, "Moderator"
        SITE_ADMIN = SystemRole.SITE_ADMIN.value, "Site admin"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        ERASED = "erased", "Erased"

    # Cognito is the only authority on passwords; none are kept here.
    password = None  # type: ignore[assignment]
    last_login = personal(models.DateTimeField(null=True, blank=True, editable=False))

    cognito_sub = personal(models.CharField(max_length=128, unique=True), erased=KEPT, exported=False)
    """Of somebody erased it is a keyed hash (`services.people.sub_of_nobody`): no token revives them."""
    email = personal(models.EmailField(max_length=254, null=True, blank=True))
    email_verified = personal(models.BooleanField(default=False), erased=False)
    display_name = public(models.CharField(max_length=80, validators=[one_line]), erased=FORMER_MEMBER)
    phone = personal(models.CharField(max_length=30, blank=True, validators=[phone_number]))
    avatar = public(
        models.ForeignKey(
            "media.MediaFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        ),
        erased=None,
    )
    locale = personal(
        models.CharField(max_length=10, default="en-AU", validators=[language_tag]), erased="en-AU"
    )
    timezone = personal(
        models.CharField(max_length=40, default=DEFAULT_TIMEZONE, validators=[check_timezone]),
        erased=DEFAULT_TIMEZONE,
    )
    system_role = internal(models.CharField(max_length=12, choices=Role.choices, default=Role.USER))
    status = internal(models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE))

    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "cognito_sub"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="user_newest"),
            # What `icontains` asks for: UPPER(…) LIKE.
            GinIndex(OpClass(Upper("display_name"), "gin_trgm_ops"), name="user_name_like"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="user_email_like"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                Lower("email"), name="user_verified_email_once", condition=Q(email_verified=True)
            ),
            models.CheckConstraint(
                name="user_verified_has_email", condition=Q(email_verified=False) | Q(email__isnull=False)
            ),
            models.CheckConstraint(
                name="user_status_known", condition=Q(status__in=["active", "suspended", "erased"])
            ),
            models.CheckConstraint(
                name="user_role_known", condition=Q(system_role__in=["user", "moderator", "site_admin"])
            ),
        ]

    def has_usable_password(self) -> bool:
        """Nobody has one here; the framework would take None for one, and the admin offer to change it."""
        return False

    def __str__(self) -> str:
        return self.display_name or "Somebody"

    def get_full_name(self) -> str:
        """What the admin calls them."""
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def avatar_url(self) -> str:
        """The small picture; empty without one."""
        return self.avatar.thumb_url if self.avatar else ""

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.status == self.Status.ACTIVE

    @property
    def is_staff(self) -> bool:
        """Whether the admin's door opens; what is behind it is each policy's decision."""
        return self.is_active and self.system_role in (self.Role.MODERATOR, self.Role.SITE_ADMIN)

    @property
    def is_superuser(self) -> bool:
        """Nobody skips the policies, whatever their role."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permission table is not used; the admin asks the policies."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def get_session_auth_hash(self) -> str:
        """Change with role and status, so that suspending or demoting somebody ends their sessions."""
        facts = f"{self.cognito_sub}:{self.system_role}:{self.status}"
        return salted_hmac("apps.accounts.session", facts, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())
