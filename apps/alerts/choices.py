"""The words of favourites and saved searches."""

from django.db import models


class Standing(models.TextChoices):
    """How a pet stands for somebody who would like to have it."""

    LOOKING = "looking", "Looking for a home"
    ON_HOLD = "on_hold", "On hold"
    RESERVED = "reserved", "Reserved"
    ADOPTED = "adopted", "Has found a home"
    GONE = "gone", "Not shown any more"


class Cadence(models.TextChoices):
    DAILY = "daily", "Every morning"
    WEEKLY = "weekly", "Once a week, on Saturday"
    OFF = "off", "No mail"


class SearchState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
