"""What a rule says, in words: “Every 2 weeks on Tuesday and Thursday, 10 times”."""

from datetime import date

from apps.rides.recurrence import Rule, written

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


def in_words(rule: Rule, first: date) -> str:
    """A rule for people; the day of the first ride counts where the rule names none."""
    words = _days(rule, first)
    if words is None:
        return f"By a rule of its own: {written(rule)}"
    return f"{words}{_end(rule)}"


def _days(rule: Rule, first: date) -> str | None:
    """How often and on which days; None for what has no plain words."""
    unit = UNITS[rule.freq]
    often = f"Every {unit}" if rule.interval == 1 else f"Every {rule.interval} {unit}s"
    if rule.by_month or rule.by_set_pos:
        return None
    if rule.freq == "DAILY":
        return None if rule.by_day or rule.by_month_day else often
    if rule.freq == "WEEKLY":
        days = sorted({weekday for _, weekday in rule.by_day} or {first.weekday()})
        return f"{often} on {_and([WEEKDAYS[day] for day in days])}"
    if rule.freq == "MONTHLY":
        return _in_month(rule, first, often)
    return None if rule.by_day or rule.by_month_day else f"{often} on {first.day} {first:%B}"


def _in_month(rule: Rule, first: date, often: str) -> str | None:
    if rule.by_day and not rule.by_month_day:
        named = sorted(rule.by_day, key=lambda one: (one[0] < 0, one))
        if not all(which in WHICH for which, _ in named):
            return None
        return f"{often} on {_and([f'the {WHICH[which]} {WEEKDAYS[day]}' for which, day in named])}"
    if rule.by_day or any(day < -1 for day in rule.by_month_day):
        return None
    days = sorted(rule.by_month_day or {first.day}, key=lambda day: (day < 0, day))
    return f"{often} on {_and(['the last day' if day < 0 else f'day {day}' for day in days])}"


def _end(rule: Rule) -> str:
    if rule.count is not None:
        return ", once" if rule.count == 1 else f", {rule.count} times"
    if rule.until is not None:
        return f", until {rule.until.day} {rule.until:%B %Y}"
    return ""


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
