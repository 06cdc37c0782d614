"""Answers held against the questions that they answer: what they are, or what is wrong with each."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from apps.applications.choices import QuestionType
from apps.applications.forms.structure import LONGEST, as_date, is_number, questions_of
from apps.applications.words import is_plain
from hearth.kernel.problems import Invalid

POINTER = "/applicant_info"
MOST_ERRORS = 100
GROW = (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.MULTI)


class WrongAnswerError(Exception):
    """An answer is not what its question asks for."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def validate(
    form: Any, answers: Any, *, partial: bool, unfinished: bool = False, pointer: str = POINTER
) -> dict[str, Any]:
    """Return the answers as they are stored; raise Invalid with a pointer at each question that is wrong.

    With `partial` nothing is required; `unfinished` takes texts that are too short so far, too, and too few
    choices, as in a draft that somebody is typing. An answer of null or an empty one is none. Whether a file
    is there, and whose it is, is asked elsewhere: here it is an id.
    """
    if not isinstance(answers, Mapping):
        raise Invalid([(pointer, "invalid", "Send an object of answers by their keys.")])
    questions = {question["key"]: question for question in questions_of(form)}
    errors = [
        (f"{pointer}/{_pointer_word(key)}", "unknown", "There is no such question.")
        for key in answers
        if key not in questions
    ]
    found: dict[str, Any] = {}
    for key, question in questions.items():
        try:
            value = _answer(_so_far(question) if unfinished else question, answers.get(key))
            if value is not None:
                found[key] = value
            elif question["required"] and not partial:
                raise WrongAnswerError("required", "Please answer this.")
        except WrongAnswerError as wrong:
            errors.append((f"{pointer}/{key}", wrong.code, wrong.detail))
    if errors:
        raise Invalid(errors[:MOST_ERRORS])
    return found


def told(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that say something: null stands for one that was emptied, so that nothing stands in."""
    return {key: value for key, value in answers.items() if value is not None}


def _so_far(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """The question without the least that it asks for, where that is a matter of going on."""
    return {**question, "min": None} if question["type"] in GROW else question


def _answer(question: Mapping[str, Any], value: Any) -> Any:
    if value is None or value == "" or value == []:
        return None
    return _READERS[question["type"]](question, value)


def _text(question: Mapping[str, Any], value: Any) -> str | None:
    if not isinstance(value, str) or not is_plain(value):
        raise WrongAnswerError("invalid", "Write a text.")
    value = value.strip()
    kind = QuestionType(question["type"])
    if kind is QuestionType.TEXT and not value.isprintable():
        raise WrongAnswerError("not_printable", "Use one line of ordinary characters.")
    least, most = question["min"] or 0, question["max"] or LONGEST[kind]
    if not value:
        return None
    if len(value) < least:
        raise WrongAnswerError("min_length", f"Write at least {least} characters.")
    if len(value) > most:
        raise WrongAnswerError("max_length", f"Use at most {most:,} characters.")
    return value


def _choice(question: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str) or value not in _values(question):
        raise WrongAnswerError("invalid_choice", f"Choose one of: {', '.join(_values(question))}.")
    return value


def _multi(question: Mapping[str, Any], value: Any) -> list[str]:
    known = _values(question)
    if not isinstance(value, list) or any(not isinstance(one, str) or one not in known for one in value):
        raise WrongAnswerError("invalid_choice", f"Choose any of: {', '.join(known)}.")
    chosen = [each for each in known if each in value]
    least, most = question["min"] or 0, question["max"] or len(known)
    if not least <= len(chosen) <= most:
        raise WrongAnswerError("wrong_number", f"Choose {least} to {most}.")
    return chosen


def _number(question: Mapping[str, Any], value: Any) -> int | float:
    if not is_number(value):
        raise WrongAnswerError("invalid", "Give a number.")
    _check_between(question, value)
    found: int | float = value
    return found


def _date(question: Mapping[str, Any], value: Any) -> str:
    day = as_date(value)
    if day is None:
        raise WrongAnswerError("invalid", "Give a date, as in 2030-05-01.")
    _check_between(question, day.isoformat())
    return day.isoformat()


def _yes_no(question: Mapping[str, Any], value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongAnswerError("invalid", "Answer true or false.")
    return value


def _consent(question: Mapping[str, Any], value: Any) -> bool | None:
    # What was not agreed to is as good as not answered, so that a required agreement must be given.
    return True if _yes_no(question, value) else None


def _file(question: Mapping[str, Any], value: Any) -> str:
    try:
        if not isinstance(value, str):
            raise ValueError
        return str(UUID(value))
    except ValueError:
        raise WrongAnswerError("invalid", "Give the id of a file that you uploaded.") from None


def _check_between(question: Mapping[str, Any], value: Any) -> None:
    if question["min"] is not None and value < question["min"]:
        raise WrongAnswerError("min_value", f"This is less than {question['min']}.")
    if question["max"] is not None and value > question["max"]:
        raise WrongAnswerError("max_value", f"This is more than {question['max']}.")


def _values(question: Mapping[str, Any]) -> list[str]:
    return [choice["value"] for choice in question["choices"]]


def _pointer_word(key: Any) -> str:
    """A key as somebody sent it, short and printable, with `/` and `~` as JSON pointers write them."""
    word = "".join(letter if letter.isprintable() else "?" for letter in str(key)[:40])
    return word.replace("~", "~0").replace("/", "~1")


_READERS: dict[str, Callable[[Mapping[str, Any], Any], Any]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.CHOICE: _choice,
    QuestionType.MULTI: _multi,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.YES_NO: _yes_no,
    QuestionType.FILE: _file,
    QuestionType.CONSENT: _consent,
}
