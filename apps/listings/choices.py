"""The words of a listing: what is stored, and how it reads."""

from django.db import models


class Species(models.TextChoices):
    DOG = "dog", "Dog"
    CAT = "cat", "Cat"
    RABBIT = "rabbit", "Rabbit"
    BIRD = "bird", "Bird"
    REPTILE = "reptile", "Reptile"
    SMALL_ANIMAL = "small_animal", "Small animal"
    FARM_ANIMAL = "farm_animal", "Farm animal"
    OTHER = "other", "Other"


class Sex(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    UNKNOWN = "unknown", "Not known"


class Size(models.TextChoices):
    SMALL = "small", "Small"
    MEDIUM = "medium", "Medium"
    LARGE = "large", "Large"
    EXTRA_LARGE = "extra_large", "Extra large"


class Coat(models.TextChoices):
    HAIRLESS = "hairless", "Hairless"
    SHORT = "short", "Short"
    MEDIUM = "medium", "Medium"
    LONG = "long", "Long"
    WIRE = "wire", "Wire"
    CURLY = "curly", "Curly"


class AgeGroup(models.TextChoices):
    BABY = "baby", "Baby"
    YOUNG = "young", "Young"
    ADULT = "adult", "Adult"
    SENIOR = "senior", "Senior"


class Known(models.TextChoices):
    """Yes, no, or nobody has tried yet."""

    TRUE = "true", "Yes"
    FALSE = "false", "No"
    UNKNOWN = "unknown", "Not known"


class Moderation(models.TextChoices):
    DRAFT = "draft", "Draft"
    PENDING = "pending", "Waiting for review"
    APPROVED = "approved", "Published"
    CHANGES_REQUESTED = "changes_requested", "Changes asked for"
    REJECTED = "rejected", "Not accepted"
    REMOVED = "removed", "Removed"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Placement(models.TextChoices):
    AVAILABLE = "available", "Available"
    ON_HOLD = "on_hold", "On hold"
    RESERVED = "reserved", "Reserved"
    TRIAL = "trial", "On trial"
    ADOPTED = "adopted", "Adopted"
    RETURNED = "returned", "Returned"
    IN_FOSTER = "in_foster", "In foster care"
    TRANSFERRED = "transferred", "Transferred"
    RECLAIMED = "reclaimed", "Reclaimed"
    DECEASED = "deceased", "Deceased"


LIVE = (Placement.AVAILABLE.value, Placement.IN_FOSTER.value)
"""Free: somebody may have it."""
OFFERED = (*LIVE, Placement.ON_HOLD.value, Placement.RETURNED.value)
"""Promised to nobody; its people are asked whether it still looks for a home."""
SHOWN = (*OFFERED, Placement.RESERVED.value, Placement.TRIAL.value)
"""Not at home yet; an adopted one's page is shown besides."""


class Status(models.TextChoices):
    """The one word of the API, derived from both axes; `approved` and `pending` are the brief's own."""

    DRAFT = "draft", "Draft"
    PENDING = "pending", "Waiting for review"
    APPROVED = "approved", "Looking for a home"
    CHANGES_REQUESTED = "changes_requested", "Changes asked for"
    REJECTED = "rejected", "Not accepted"
    REMOVED = "removed", "Removed"
    EXPIRED = "expired", "Not shown any more"
    ON_HOLD = "on_hold", "On hold"
    RESERVED = "reserved", "Reserved"
    ADOPTED = "adopted", "Adopted"
    WITHDRAWN = "withdrawn", "Withdrawn"


STATUS_OF_PLACEMENT = {
    Placement.AVAILABLE: Status.APPROVED,
    Placement.IN_FOSTER: Status.APPROVED,
    Placement.ON_HOLD: Status.ON_HOLD,
    Placement.RETURNED: Status.ON_HOLD,
    Placement.RESERVED: Status.RESERVED,
    Placement.TRIAL: Status.RESERVED,
    Placement.ADOPTED: Status.ADOPTED,
    Placement.TRANSFERRED: Status.WITHDRAWN,
    Placement.RECLAIMED: Status.WITHDRAWN,
    Placement.DECEASED: Status.WITHDRAWN,
}
"""What an approved listing says; any other moderation state is itself the word."""


def status_of(moderation: str, placement: str) -> Status:
    if moderation == Moderation.APPROVED:
        return STATUS_OF_PLACEMENT[Placement(placement)]
    return Status(moderation)


class HoldReason(models.TextChoices):
    VET = "vet_care", "Needs care by a vet first"
    SETTLING = "settling_in", "Needs time to settle in"
    TRAINING = "training", "Learns something first"
    FULL = "enough_applications", "Enough people have applied for now"
    PAPERWORK = "paperwork", "Papers or a legal waiting time"
    AWAY = "away", "Its people are away"
    OTHER = "other", "Another reason"


class ReleaseReason(models.TextChoices):
    WITHDREW = "withdrew", "They changed their minds"
    NO_ANSWER = "no_answer", "They do not answer any more"
    NOT_A_MATCH = "not_a_match", "It turned out to be no match"
    HOME = "home_not_ready", "Their home is not ready for it"
    OTHER = "other", "Another reason"


class ReturnReason(models.TextChoices):
    SETTLING = "did_not_settle", "Did not settle in"
    ANIMALS = "other_animals", "Did not get on with other animals"
    CHILDREN = "children", "Did not get on with children"
    ALLERGY = "allergy", "Somebody is allergic"
    CARE = "too_much_care", "Needs more care than they can give"
    LIFE = "life_changed", "Their life has changed"
    OTHER = "other", "Another reason"
