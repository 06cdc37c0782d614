"""Times as the clocks of a place show them: read from a form, and said in words."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

AS_TYPED = "%Y-%m-%dT%H:%M"


class WallClockField(forms.DateTimeField):
    """A moment that is typed as local time; whoever makes the form says in which `zone`."""

    zone: ZoneInfo = ZoneInfo("UTC")
    widget = forms.DateTimeInput(format=AS_TYPED, attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            typed = super().to_python(value)
        return None if typed is None else on_clock(typed.replace(tzinfo=None), self.zone)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(self.zone).replace(tzinfo=None).strftime(AS_TYPED)
        return value


def on_clock(typed: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of a zone show a time; the first one where they show it twice.

    Raise ValidationError for one that they leave out.
    """
    try:
        moment = typed.replace(tzinfo=zone).astimezone(UTC)
        shown = moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        raise ValidationError("Choose a time within the next two years.", code="too_far") from None
    if shown != typed:
        raise ValidationError(
            f"The clocks in {city(zone)} go forward that night, and {clock(typed)} is left out. "
            "Choose another time.",
            code="left_out",
        )
    return moment


def is_doubled(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks show this time twice, because they go back."""
    here = moment.astimezone(zone)
    return here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()


def city(zone: ZoneInfo) -> str:
    """The place that a zone is named after: “Sydney”."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def clock(moment: datetime) -> str:
    """“7:30 am”."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def day(moment: datetime, now: datetime) -> str:
    """“Saturday 14 March”, with the year where it is another one."""
    words = f"{moment:%A} {moment.day} {moment:%B}"
    return words if moment.year == now.year else f"{words} {moment.year}"
