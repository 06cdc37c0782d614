"""The form of rides that come again: what each is like, and when."""

from datetime import datetime
from typing import Any

from django import forms

from apps.organizations.models import Organization
from apps.rides.choices import CancelReason
from apps.rides.models import RideTemplate, Series
from apps.rides.pages.clocks import city
from apps.rides.pages.plan_forms import USUAL_START, RideForm
from apps.rides.pages.rule_fields import SAID_BY_RULE, RuleFields
from apps.rides.people import who_may
from apps.rides.recurrence import DAYS, read_rule, starts
from apps.rides.rules_in_words import in_words
from apps.rides.services.foresight import SHOWN
from apps.rides.services.planning import FURTHEST
from hearth.kernel.problems import Invalid


class SeriesForm(RuleFields, RideForm):
    starts_at = None  # type: ignore[assignment]
    first_date = forms.DateField(
        label="From which day on?", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    local_time = forms.TimeField(
        label="At what time?", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    captain = forms.TypedChoiceField(label="Who captains the rides?")
    since = forms.TypedChoiceField(label="From which ride on?", required=False, empty_value=None)

    class Meta(RideForm.Meta):
        model: Any = Series
        fields: Any = tuple(name for name in RideForm.Meta.fields if name != "starts_at")

    def __init__(self, *args: Any, club: Organization, coming: list[tuple[str, str]] = (), **kwargs: Any):  # type: ignore[assignment]
        super().__init__(*args, club=club, **kwargs)
        people = [(user.pk, str(user)) for user in who_may("lead_rides", club)]
        captains, since = self.fields["captain"], self.fields["since"]
        captains.choices = people  # type: ignore[attr-defined]
        captains.coerce = {str(pk): pk for pk, _ in people}.get  # type: ignore[attr-defined]
        since.choices = [("", "All that are to come"), *coming]  # type: ignore[attr-defined]
        since.coerce = datetime.fromisoformat  # type: ignore[attr-defined]
        del self.fields["first_date" if coming else "since"]
        self.fields["local_time"].help_text = f"On the clocks of {city(self.zone)}, in summer and in winter."

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        when = ("since", "first_date", "local_time", *SAID_BY_RULE)
        parts = (("When", when), ("Who leads", ("captain",)))
        others = super().groups
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in parts]
        renamed = [
            ("How long, and where" if title == "When and where" else title, fields)
            for title, fields in others
        ]
        return [renamed[0], found[0], *renamed[1:], found[1]]

    def given(self) -> dict[str, Any]:
        found = {name: value for name, value in super().given().items() if name not in SAID_BY_RULE}
        return {**found, "rrule": self.rule}

    def foreseen(self, now: datetime) -> tuple[str, list[datetime]]:
        """What is said of the days so far, in words and as dates, whatever else is missing."""
        self.is_valid()
        first, at = (self.cleaned_data.get(name) for name in ("first_date", "local_time"))
        if first is None or at is None or self.errors.keys() & set(SAID_BY_RULE):
            return "", []
        try:
            rule = read_rule(self.rule)
            dates = starts(rule, first, at, self.zone, after=now, before=now + FURTHEST)
        except (Invalid, OverflowError):
            return "", []
        return in_words(rule, first), dates[:SHOWN]


class EndForm(forms.Form):
    cancel = forms.ChoiceField(
        label="What about the rides to come?",
        choices=[
            ("unjoined", "Cancel those that nobody joined"),
            ("all", "Cancel all of them"),
            ("none", "Let them take place"),
        ],
        initial="unjoined",
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label="Why", choices=CancelReason.choices, initial=CancelReason.OTHER)


class RenameForm(forms.Form):
    title = forms.CharField(label="Name", max_length=RideTemplate._meta.get_field("title").max_length)


def usual_of(start: datetime) -> dict[str, Any]:
    """A series that begins with a ride: every week on its day, at its time."""
    return {
        "first_date": start.date(),
        "local_time": start.time().replace(second=0, microsecond=0) or USUAL_START,
        "weekdays": [DAYS[start.weekday()]],
    }
