from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from apps.listings import ages
from apps.listings.choices import (
    LIVE,
    AgeGroup,
    Coat,
    Known,
    Moderation,
    Sex,
    Size,
    Species,
    Status,
    status_of,
)
from apps.listings.models.indexes import PET_INDEXES
from apps.listings.models.placed import PLACEMENT_CONSTRAINTS, Placed
from apps.listings.querysets import PetQuerySet, with_files
from hearth.kernel.fields import data_subject, internal, personal, public, sensitive
from hearth.kernel.models import Record, one_line

if TYPE_CHECKING:
    from apps.listings.models.photo import PetPhoto

DESCRIPTION_AT_LEAST = 80
OLDEST = timedelta(days=150 * 365)


def check_birth_date(value: date) -> None:
    """Refuse days to come, and days before any animal that lives."""
    if not timezone.localdate() - OLDEST < value <= timezone.localdate():
        raise ValidationError("This is no birth date that an animal can have.", code="implausible")


class Pet(Placed, Record):
    """An animal that looks for a home, listed by a rescue or by its owner.

    `moderation` says whether it may be shown, `placement` whether it is free; `status` is derived from both.
    """

    name = public(models.CharField(max_length=60, validators=[one_line]), erased="A pet")
    species = public(models.CharField(max_length=12, choices=Species.choices))
    breed = public(models.CharField(max_length=60, blank=True), erased="")
    secondary_breed = public(models.CharField(max_length=60, blank=True), erased="")
    mixed = public(models.BooleanField(default=False))
    sex = public(models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN))
    birth_date = public(models.DateField(null=True, blank=True, validators=[check_birth_date]))
    birth_date_estimated = public(models.BooleanField(default=False))
    size = public(models.CharField(max_length=12, choices=Size.choices, blank=True))
    coat = public(models.CharField(max_length=10, choices=Coat.choices, blank=True))
    colours = public(models.CharField(max_length=80, blank=True), erased="")
    description = public(models.TextField(max_length=4000, blank=True), erased="")
    story = public(models.TextField(max_length=8000, blank=True), erased="")
    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pets", editable=False
        ),
        unless="organization",
    )
    organization = public(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="pets",
            editable=False,
        )
    )
    suburb = public(models.CharField(max_length=80, blank=True), erased="")
    region = public(models.CharField(max_length=80, blank=True), erased="")
    latitude = personal(
        models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, editable=False)
    )
    longitude = personal(
        models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True, editable=False)
    )
    good_with_children = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    good_with_dogs = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    good_with_cats = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    house_trained = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    special_needs = public(models.CharField(max_length=300, blank=True), erased="")
    desexed = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    vaccinated = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    wormed = public(models.CharField(max_length=8, choices=Known.choices, default=Known.UNKNOWN))
    microchip_hash = sensitive(models.CharField(max_length=64, blank=True, editable=False), exported=False)
    microchip_last4 = personal(models.CharField(max_length=4, blank=True, editable=False))
    adoption_fee = public(
        models.DecimalField(
            max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
        )
    )
    adoption_fee_currency = public(
        models.CharField(max_length=3, default="AUD", validators=[RegexValidator(r"^[A-Z]{3}\Z")])
    )
    reference = internal(models.CharField(max_length=60, blank=True, editable=False))
    """The organisation's own number of the animal, by which a file of many finds it again."""
    bonded_with = public(models.ManyToManyField("self", blank=True))
    moderation = internal(
        models.CharField(max_length=20, choices=Moderation.choices, default=Moderation.DRAFT, editable=False)
    )
    published_at = public(models.DateTimeField(null=True, editable=False))
    expires_at = internal(models.DateTimeField(null=True, editable=False))
    """Until when it is shown unless somebody says before that the animal is still looking for a home."""
    reminders = internal(models.PositiveSmallIntegerField(default=0, editable=False))
    """How many times its people were asked since they last said so."""

    objects: ClassVar[Any] = PetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="pet_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="pet_species_known", condition=Q(species__in=Species.values)),
            models.CheckConstraint(
                name="pet_moderation_known", condition=Q(moderation__in=Moderation.values)
            ),
            *PLACEMENT_CONSTRAINTS,
            models.CheckConstraint(
                name="pet_published_when_approved",
                condition=~Q(moderation="approved") | Q(published_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "reference"],
                name="pet_reference_once",
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="pet_fee_not_negative", condition=Q(adoption_fee__isnull=True) | Q(adoption_fee__gte=0)
            ),
        ]
        indexes: ClassVar[list[Any]] = PET_INDEXES

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pet", args=[self.pk])

    @property
    def status(self) -> Status:
        return status_of(self.moderation, self.placement)

    @property
    def is_offered(self) -> bool:
        """Whether somebody may apply for it, or be given it: published and free."""
        return self.moderation == Moderation.APPROVED and self.placement in LIVE

    @property
    def in_good_hands(self) -> bool:
        """Whether those who offer it may act: a private owner, or an organisation that is approved."""
        return self.organization is None or self.organization.status == "approved"

    @property
    def companions(self) -> list[dict[str, str]]:
        """Id and name of those it is bonded with that anybody may see; uses what was loaded, else asks."""
        found: list[dict[str, str]] = self._surroundings("loaded_companions")
        return found

    @property
    def bonded_references(self) -> str:
        """The numbers of those that it is bonded with, as a file of listings has them."""
        return "; ".join(sorted(other.reference for other in self.bonded_with.all() if other.reference))

    @property
    def companions_in_words(self) -> str:
        """That it and its companions go together, where there are only words; empty without any."""
        names = " and ".join(other["name"] for other in self.companions)
        return f"{self.name} goes together with {names}, to the same home." if names else ""

    @property
    def featured(self) -> bool:
        """Whether it stands on the homepage, or on its organisation's page, just now; loaded or asked."""
        return self.is_offered and self.in_good_hands and bool(self._surroundings("loaded_place"))

    def _surroundings(self, name: str) -> Any:
        if name not in self.__dict__:
            found = type(self).objects.filter(pk=self.pk).with_surroundings()
            row = found.values("loaded_companions", "loaded_place").first()
            self.__dict__ |= row or {"loaded_companions": [], "loaded_place": False}
        return self.__dict__[name]

    @property
    def status_label(self) -> str:
        return str(self.status.label)

    @property
    def age_group(self) -> AgeGroup | None:
        return ages.age_group(self.species, self.birth_date, timezone.localdate())

    @property
    def age_label(self) -> str:
        return ages.in_words(self.birth_date, timezone.localdate(), estimated=self.birth_date_estimated)

    @property
    def breed_label(self) -> str:
        breeds = " × ".join(part for part in (self.breed, self.secondary_breed) if part)
        return f"{breeds} mix" if breeds and self.mixed and not self.secondary_breed else breeds

    @property
    def photo_list(self) -> list["PetPhoto"]:
        """Photos with their files in their order; uses what was prefetched, else reads it once."""
        if "photos" not in getattr(self, "_prefetched_objects_cache", ()):
            prefetch_related_objects([self], with_files("photos"))
        return sorted(self.photos.all(), key=lambda photo: (photo.position, photo.pk))

    @property
    def cover(self) -> Any:
        """The first photo that can be shown, or None."""
        return next((photo.media for photo in self.photo_list if photo.media.is_ready), None)

    def missing(self) -> list[tuple[str, str]]:
        """The publish checklist: (field, what is missing), empty when it can be sent for review."""
        wanted = [
            ("images", "Add at least one photo.", any(p.media.has_arrived for p in self.photo_list)),
            (
                "description",
                f"Describe {self.name} in at least {DESCRIPTION_AT_LEAST} characters.",
                len(self.description.strip()) >= DESCRIPTION_AT_LEAST,
            ),
            ("birth_date", "Say how old, an estimate is fine.", self.birth_date is not None),
            ("suburb", "Say in which suburb.", bool(self.suburb)),
            ("region", "Say in which region.", bool(self.region)),
        ]
        return [(field, message) for field, message, done in wanted if not done]
