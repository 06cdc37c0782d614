"""The form of rides that come again: what each is like, and when; the rule is written by us."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.organizations.models import Organization
from apps.rides.choices import CancelReason
from apps.rides.models import RideTemplate, Series
from apps.rides.pages.clocks import city
from apps.rides.pages.plan_forms import USUAL_START, RideForm
from apps.rides.people import who_may
from apps.rides.recurrence import DAYS, MOST_TIMES, Rule, read_rule, written
from apps.rides.rules_in_words import WEEKDAYS, WHICH, in_words

WEEKLY, MONTHLY, KEPT = "weekly", "monthly", "kept"
NEVER, UNTIL, TIMES = "never", "until", "times"
MOST_BETWEEN = 24
OF_MONTH = [(str(which), word.capitalize()) for which, word in WHICH.items() if which != 5]
SAID_BY_RULE = ("repeats", "every", "weekdays", "which", "ends", "until", "times")


class RuleFields(forms.Form):
    """How often: in weeks or months, on these days, without an end or with one."""

    repeats = forms.ChoiceField(
        label="How often?",
        choices=[(WEEKLY, "By the week"), (MONTHLY, "By the month")],
        initial=WEEKLY,
        widget=forms.RadioSelect,
    )
    every = forms.IntegerField(
        label="Every how many weeks or months?",
        initial=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_BETWEEN)],
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_BETWEEN, "inputmode": "numeric"}),
    )
    weekdays = forms.MultipleChoiceField(
        label="On which days?",
        choices=list(zip(DAYS, WEEKDAYS, strict=True)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    which = forms.ChoiceField(
        label="Which of them in the month?",
        help_text="Only where it comes by the month: the first Sunday, the last Friday.",
        choices=OF_MONTH,
        initial="1",
        required=False,
    )
    ends = forms.ChoiceField(
        label="Until when?",
        choices=[(NEVER, "It goes on"), (UNTIL, "Until a day"), (TIMES, "A number of times")],
        initial=NEVER,
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    times = forms.IntegerField(
        label="How many times",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TIMES)],
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_TIMES, "inputmode": "numeric"}),
    )
    kept = ""
    """The rule that stands, where these fields cannot say it."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("repeats") != KEPT and not given.get("weekdays"):
            self.add_error("weekdays", "Choose a day at least.")
        for name in (UNTIL, TIMES):
            if given.get("ends") == name and name not in self.errors and not given.get(name):
                self.add_error(name, "Say which.")
        return given

    def keep(self, rule: str, first: date) -> None:
        """Offer to leave a rule as it is."""
        self.kept = rule
        field: Any = self.fields["repeats"]
        field.choices = [*field.choices, (KEPT, f"As it is: {in_words(read_rule(rule), first)}")]

    @property
    def rule(self) -> str:
        """What was chosen, as an RRULE; the form is valid."""
        given = self.cleaned_data
        if given["repeats"] == KEPT:
            return self.kept
        which = given["which"] or "1" if given["repeats"] == MONTHLY else ""
        parts = [
            f"FREQ={given['repeats'].upper()}",
            f"INTERVAL={given['every']}",
            f"BYDAY={','.join(f'{which}{day}' for day in given['weekdays'])}",
        ]
        if given["ends"] == UNTIL:
            parts.append(f"UNTIL={given['until'].year:04}{given['until']:%m%d}")
        if given["ends"] == TIMES:
            parts.append(f"COUNT={given['times']}")
        return written(read_rule(";".join(parts)))


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


def rule_as_typed(rule: Rule, first: date) -> dict[str, Any] | None:
    """What the fields say of a rule; None where they cannot."""
    if rule.by_month or rule.by_month_day or rule.by_set_pos or rule.week_starts:
        return None
    if (rule.until is not None and not rule.until_is_local) or rule.interval > MOST_BETWEEN:
        return None
    numbers = {which for which, _ in rule.by_day} or {0}
    fits = rule.freq == "WEEKLY" or (rule.freq == "MONTHLY" and numbers < {1, 2, 3, 4, -1})
    if not fits or len(numbers) > 1:
        return None
    weekdays = sorted({day for _, day in rule.by_day} or {first.weekday()})
    return {
        "repeats": rule.freq.lower(),
        "every": rule.interval,
        "weekdays": [DAYS[day] for day in weekdays],
        "which": str(*numbers),
        "ends": TIMES if rule.count else UNTIL if rule.until else NEVER,
        "until": rule.until.date() if rule.until else None,
        "times": rule.count,
    }


def usual_of(start: datetime) -> dict[str, Any]:
    """A series that begins with a ride: every week on its day, at its time."""
    return {
        "first_date": start.date(),
        "local_time": start.time().replace(second=0, microsecond=0) or USUAL_START,
        "weekdays": [DAYS[start.weekday()]],
    }
