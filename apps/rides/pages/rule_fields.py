"""How often rides come again, asked in plain questions; the rule is written by us."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.rides.recurrence import DAYS, MOST_TIMES, Rule, read_rule, written
from apps.rides.rules_in_words import WEEKDAYS, WHICH, in_words

DAILY, WEEKLY, MONTHLY, DATED, KEPT = "daily", "weekly", "monthly", "dated", "kept"
NEVER, UNTIL, TIMES = "never", "until", "times"
FREQUENCY = {DAILY: "DAILY", WEEKLY: "WEEKLY", MONTHLY: "MONTHLY", DATED: "MONTHLY"}
MOST_BETWEEN = 24
OF_MONTH = [(str(which), word.capitalize()) for which, word in WHICH.items() if which != 5]
LAST_DAY = -1
MONTH_DAYS = [*((str(day), str(day)) for day in range(1, 32)), (str(LAST_DAY), "The last day")]
SAID_BY_RULE = ("repeats", "every", "weekdays", "which", "month_day", "ends", "until", "times")
NEEDED_WHERE_ASKED = ("weekdays", "which", "month_day", "until", "times")


class RuleFields(forms.Form):
    """In days, weeks or months, on these days, without an end or with one."""

    repeats = forms.ChoiceField(
        label="How often?",
        choices=[
            (WEEKLY, "By the week"),
            (MONTHLY, "By the month, on a weekday"),
            (DATED, "By the month, on a date"),
            (DAILY, "By the day"),
        ],
        initial=WEEKLY,
        widget=forms.RadioSelect,
    )
    every = forms.IntegerField(
        label="Every how many?",
        help_text="1 is every week, month or day; 2 is every other one.",
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
        help_text="The first Sunday, the last Friday.",
        choices=OF_MONTH,
        initial="1",
        required=False,
    )
    month_day = forms.ChoiceField(
        label="On which date?",
        help_text="Months without such a day are left out.",
        choices=MONTH_DAYS,
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED_WHERE_ASKED:
            field: Any = self.fields[name]
            field.depends = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("repeats") in (WEEKLY, MONTHLY) and not given.get("weekdays"):
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
        """What was chosen, as an RRULE; its fields are valid."""
        given = self.cleaned_data
        repeats = given["repeats"]
        if repeats == KEPT:
            return self.kept
        parts = [f"FREQ={FREQUENCY[repeats]}", f"INTERVAL={given['every']}"]
        if repeats in (WEEKLY, MONTHLY):
            which = given["which"] or "1" if repeats == MONTHLY else ""
            parts.append(f"BYDAY={','.join(f'{which}{day}' for day in given['weekdays'])}")
        if repeats == DATED:
            parts.append(f"BYMONTHDAY={given['month_day'] or 1}")
        if given["ends"] == UNTIL:
            parts.append(f"UNTIL={given['until'].year:04}{given['until']:%m%d}")
        if given["ends"] == TIMES:
            parts.append(f"COUNT={given['times']}")
        return written(read_rule(";".join(parts)))


def rule_as_typed(rule: Rule, first: date) -> dict[str, Any] | None:
    """What the fields say of a rule; None where they cannot."""
    if rule.by_month or rule.by_set_pos or rule.week_starts or rule.interval > MOST_BETWEEN:
        return None
    if rule.until is not None and not rule.until_is_local:
        return None
    days = _days_as_typed(rule, first)
    return days and {
        **days,
        "every": rule.interval,
        "ends": TIMES if rule.count else UNTIL if rule.until else NEVER,
        "until": rule.until.date() if rule.until else None,
        "times": rule.count,
    }


def _days_as_typed(rule: Rule, first: date) -> dict[str, Any] | None:
    if rule.freq == "MONTHLY" and not rule.by_day:
        days = rule.by_month_day or {first.day}
        fits = len(days) == 1 and min(days) >= LAST_DAY
        return {"repeats": DATED, "month_day": str(*days)} if fits else None
    if rule.by_month_day:
        return None
    if rule.freq == "DAILY":
        return None if rule.by_day else {"repeats": DAILY}
    numbers = {which for which, _ in rule.by_day} or {0}
    fits = rule.freq == "WEEKLY" or (rule.freq == "MONTHLY" and numbers < {1, 2, 3, 4, -1})
    if not fits or len(numbers) > 1:
        return None
    weekdays = sorted({day for _, day in rule.by_day} or {first.weekday()})
    return {
        "repeats": WEEKLY if rule.freq == "WEEKLY" else MONTHLY,
        "weekdays": [DAYS[day] for day in weekdays],
        "which": "1" if numbers == {0} else str(*numbers),
    }
