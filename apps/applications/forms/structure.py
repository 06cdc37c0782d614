"""Whether what somebody sends as the sections of a form is one; bounded in every direction."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from apps.applications.choices import QuestionType
from apps.applications.words import is_plain
from hearth.kernel.problems import Invalid

Errors = list[tuple[str, str, str]]

MOST_SECTIONS = 20
MOST_QUESTIONS = 100
MOST_CHOICES = 50
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
TEXTS = (QuestionType.TEXT, QuestionType.LONG_TEXT)
WITH_CHOICES = (QuestionType.CHOICE, QuestionType.MULTI)
LONGEST = {QuestionType.TEXT: 300, QuestionType.LONG_TEXT: 4000}
"""How many characters an answer may have at most, and has where a form says nothing."""
FARTHEST = 1_000_000_000
OF_A_SECTION = {"title", "help", "questions"}
OF_A_QUESTION = {"key", "type", "label", "help", "required", "personal", "choices", "min", "max"}


def questions_of(form: Any) -> list[dict[str, Any]]:
    """Every question of a form in its order."""
    found: list[dict[str, Any]] = form.questions
    return found


def check_form(sections: Any) -> list[dict[str, Any]]:
    """Return the sections as they are stored, every question with all of its properties.

    Raises Invalid, with pointers below `/sections`, for anything that is no form, whatever it is.
    """
    errors: Errors = []
    found = _sections(sections, errors)
    questions = [question for section in found for question in section["questions"]]
    if not errors and not questions:
        errors.append(("/sections", "required", "Ask at least one question."))
    if len(questions) > MOST_QUESTIONS:
        errors.append(("/sections", "max_length", f"A form has at most {MOST_QUESTIONS} questions."))
    if errors:
        raise Invalid(errors[:50])
    return found


def _sections(given: Any, errors: Errors) -> list[dict[str, Any]]:
    if not isinstance(given, list) or len(given) > MOST_SECTIONS:
        errors.append(("/sections", "invalid", f"Send a list of at most {MOST_SECTIONS} sections."))
        return []
    keys: set[str] = set()
    return [_section(section, f"/sections/{place}", keys, errors) for place, section in enumerate(given)]


def _section(given: Any, at: str, keys: set[str], errors: Errors) -> dict[str, Any]:
    if not _is_object(given, OF_A_SECTION, at, errors):
        return {"questions": []}
    questions = given.get("questions")
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        errors.append((f"{at}/questions", "invalid", f"Send a list of at most {MOST_QUESTIONS} questions."))
        questions = []
    return {
        "title": _text(given, "title", 80, at, errors, required=True),
        "help": _text(given, "help", 500, at, errors),
        "questions": [
            _question(question, f"{at}/questions/{place}", keys, errors)
            for place, question in enumerate(questions)
        ],
    }


def _question(given: Any, at: str, keys: set[str], errors: Errors) -> dict[str, Any]:
    if not _is_object(given, OF_A_QUESTION, at, errors):
        return {}
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in QuestionType.values:
        errors.append((f"{at}/type", "invalid_choice", f"Choose one of: {', '.join(QuestionType.values)}."))
        return {}
    least, most = _bounds(given, kind, at, errors)
    return {
        "key": _key(given.get("key"), at, keys, errors),
        "type": kind,
        "label": _text(given, "label", 200, at, errors, required=True),
        "help": _text(given, "help", 500, at, errors),
        "required": _flag(given, "required", at, errors),
        "personal": _flag(given, "personal", at, errors),
        "choices": _choices(given.get("choices"), kind, at, errors),
        "min": least,
        "max": most,
    }


def _key(given: Any, at: str, keys: set[str], errors: Errors) -> str:
    if not isinstance(given, str) or not KEY.match(given):
        words = "Use small letters, digits and underscores, a letter first, at most 40."
        errors.append((f"{at}/key", "invalid", words))
        return ""
    if given in keys:
        errors.append((f"{at}/key", "unique", "Another question has this key."))
    keys.add(given)
    return given


def _choices(given: Any, kind: str, at: str, errors: Errors) -> list[dict[str, str]]:
    if kind not in WITH_CHOICES:
        if given not in (None, []):
            errors.append((f"{at}/choices", "invalid", "Only questions with choices have them."))
        return []
    if not isinstance(given, list) or not 2 <= len(given) <= MOST_CHOICES:
        errors.append((f"{at}/choices", "invalid", f"Give 2 to {MOST_CHOICES} choices."))
        return []
    found, values = [], set()
    for place, choice in enumerate(given):
        here = f"{at}/choices/{place}"
        if not _is_object(choice, {"value", "label"}, here, errors):
            continue
        value = choice.get("value")
        if not isinstance(value, str) or not KEY.match(value):
            errors.append((f"{here}/value", "invalid", "Use small letters, digits and underscores."))
            continue
        if value in values:
            errors.append((f"{here}/value", "unique", "Another choice has this value."))
        values.add(value)
        found.append({"value": value, "label": _text(choice, "label", 120, here, errors, required=True)})
    return found


def _bounds(given: Mapping[str, Any], kind: str, at: str, errors: Errors) -> tuple[Any, Any]:
    """`min` and `max`: characters of a text, a number, a day, or how many of several choices."""
    found = []
    for name in ("min", "max"):
        value = given.get(name)
        if value is not None and not _is_bound(value, kind):
            errors.append((f"{at}/{name}", "invalid", _BOUND_OF.get(kind, "This type has no bounds.")))
            value = None
        found.append(value)
    least, most = found
    if least is not None and most is not None and least > most:
        errors.append((f"{at}/max", "invalid", "The most is less than the least."))
    return least, most


_BOUND_OF: dict[str, str] = {
    QuestionType.NUMBER: f"Give a number up to {FARTHEST:,}.",
    QuestionType.DATE: "Give a date, as in 2030-05-01.",
    QuestionType.TEXT: f"Give a number of characters up to {LONGEST[QuestionType.TEXT]}.",
    QuestionType.LONG_TEXT: f"Give a number of characters up to {LONGEST[QuestionType.LONG_TEXT]:,}.",
    QuestionType.MULTI: f"Give a number of choices up to {MOST_CHOICES}.",
}


def _is_bound(value: Any, kind: str) -> bool:
    if kind == QuestionType.NUMBER:
        return is_number(value)
    if kind == QuestionType.DATE:
        return as_date(value) is not None
    most = {**LONGEST, QuestionType.MULTI: MOST_CHOICES}.get(QuestionType(kind), -1)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def is_number(value: Any) -> bool:
    """Whether a value is a number that everybody can hold: finite, and not too far from zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return not (isinstance(value, float) and not math.isfinite(value)) and abs(value) <= FARTHEST


def as_date(value: Any) -> date | None:
    """The day that a text such as 2030-05-01 names; None for anything else."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}\Z", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _is_object(given: Any, known: set[str], at: str, errors: Errors) -> bool:
    if not isinstance(given, dict):
        errors.append((at, "invalid", "Send an object."))
        return False
    unknown = [str(name)[:40] for name in given if name not in known]
    errors += [(f"{at}/{name}", "unknown", "There is no such property.") for name in _printable(unknown[:5])]
    return not unknown


def _printable(names: list[str]) -> Iterator[str]:
    for name in names:
        yield "".join(letter if letter.isprintable() else "?" for letter in name)


def _text(
    given: Mapping[str, Any], name: str, longest: int, at: str, errors: Errors, *, required: bool = False
) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or not is_plain(value):
        errors.append((f"{at}/{name}", "invalid", "Send a text."))
        return ""
    value = value.strip()
    if required and not value:
        errors.append((f"{at}/{name}", "required", "Write something."))
    if len(value) > longest:
        errors.append((f"{at}/{name}", "max_length", f"Use at most {longest} characters."))
    return value


def _flag(given: Mapping[str, Any], name: str, at: str, errors: Errors) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        errors.append((f"{at}/{name}", "invalid", "Send true or false."))
        return False
    return value
