"""What the buttons of rides ask before they act."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from apps.rides.choices import REMOVED_FOR, Attendance, CancelReason, RemovalReason
from apps.rides.models import Participation, Ride
from apps.rides.pages.clocks import WallClockField, city
from apps.rides.pages.telling import room_of_group, speed


class CancelForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=CancelReason.choices, initial=CancelReason.WEATHER)


class RescheduleForm(forms.Form):
    starts_at = WallClockField(label="New start")

    def __init__(self, data: Any = None, *, zone: ZoneInfo) -> None:
        super().__init__(data)
        set_zone(self.fields["starts_at"], zone)


class RemoveForm(forms.Form):
    reason = forms.ChoiceField(label="Why", choices=REMOVED_FOR, initial=RemovalReason.ASKED)


class DisputeForm(forms.Form):
    text = forms.CharField(
        label="What is not right?",
        help_text="Whoever led the ride reads it and answers.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SettleForm(forms.Form):
    attendance = forms.ChoiceField(
        label="How it was",
        choices=[("", "It stays as it is"), *Attendance.choices[1:]],
        required=False,
    )
    answer = forms.CharField(
        label="Your answer",
        help_text="They are told.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GroupForm(forms.Form):
    pace_group = forms.TypedChoiceField(
        label="Pace group", required=False, coerce=str, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, ride: Ride, present: Any = None) -> None:
        super().__init__(data, initial={"pace_group": str(present or "")})
        field: Any = self.fields["pace_group"]
        field.choices = group_choices(ride, "No group")

    def clean_pace_group(self) -> Any:
        return chosen_group(self.cleaned_data.get("pace_group"), self.ride_groups)

    @property
    def ride_groups(self) -> dict[str, Any]:
        field: Any = self.fields["pace_group"]
        return {str(value): value for value, _ in field.choices if value}


class JoinForm(GroupForm):
    """A place for oneself."""

    takes_it = forms.BooleanField(
        label="Take it for me",
        help_text="When a place becomes free, you have it at once. Without this we ask you first.",
        required=False,
    )

    def __init__(self, data: Any = None, *, ride: Ride, waits: bool) -> None:
        super().__init__(data, ride=ride)
        if not waits:
            del self.fields["takes_it"]
        field: Any = self.fields["pace_group"]
        field.choices = group_choices(ride, "I decide later")
        if len(field.choices) == 1:
            del self.fields["pace_group"]


class GuestForm(forms.Form):
    guest_name = forms.CharField(
        label="Who comes with you?",
        help_text="A first name will do. You look after them on the way.",
        max_length=Participation._meta.get_field("guest_name").max_length,
    )


def group_choices(ride: Ride, none: str) -> list[tuple[Any, str]]:
    """The groups of a ride with their speed and room, as choices."""
    found: list[tuple[Any, str]] = [("", none)]
    for group in ride.pace_groups.all():
        words = [group.name, speed(group), room_of_group(group).words]
        found.append((group.pk, " · ".join(filter(None, words))))
    return found


def chosen_group(value: str | None, known: dict[str, Any]) -> Any:
    return known.get(value or "")


def set_zone(field: Any, zone: ZoneInfo) -> None:
    """Mean the clocks of a zone, and say so."""
    field.zone = zone
    field.help_text = f"On the clocks of {city(zone)}."
