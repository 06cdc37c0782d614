"""A form as JSON Schema, so that any frontend can draw it and check answers before it sends them."""

from collections.abc import Mapping
from typing import Any

from apps.applications.choices import QuestionType
from apps.applications.forms.structure import LONGEST, questions_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(form: Any) -> dict[str, Any]:
    """The answers of a form as JSON Schema 2020-12.

    `x-sections` keeps the order and the headings; each property has `x-type`, and `x-personal` where nobody
    reads the answer before somebody begins to read the application.
    """
    questions = questions_of(form)
    found: dict[str, Any] = {
        "$schema": DIALECT,
        "title": form.title,
        "type": "object",
        "properties": {question["key"]: _property(question) for question in questions},
        "required": [question["key"] for question in questions if question["required"]],
        "additionalProperties": False,
        "x-sections": [
            {
                "title": section["title"],
                "help": section["help"],
                "questions": [question["key"] for question in section["questions"]],
            }
            for section in form.sections
        ],
    }
    if form.intro:
        found["description"] = form.intro
    return found


def _property(question: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"title": question["label"], "x-type": question["type"]}
    if question["help"]:
        found["description"] = question["help"]
    if question["personal"]:
        found["x-personal"] = True
    return {**found, **_shape(question)}


def _shape(question: Mapping[str, Any]) -> dict[str, Any]:
    kind = QuestionType(question["type"])
    if kind in LONGEST:
        least = max(question["min"] or 0, 1 if question["required"] else 0)
        return {"type": "string", "minLength": least, "maxLength": question["max"] or LONGEST[kind]}
    if kind is QuestionType.CHOICE:
        return {"type": "string", "oneOf": _choices(question)}
    if kind is QuestionType.MULTI:
        return {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "oneOf": _choices(question)},
            **({"minItems": 1} if question["required"] else {}),
            **_bounds(question, "minItems", "maxItems"),
        }
    if kind is QuestionType.NUMBER:
        return {"type": "number", **_bounds(question, "minimum", "maximum")}
    if kind is QuestionType.DATE:
        return {"type": "string", "format": "date", **_bounds(question, "x-minimum", "x-maximum")}
    if kind is QuestionType.FILE:
        return {"type": "string", "format": "uuid"}
    if kind is QuestionType.CONSENT and question["required"]:
        return {"type": "boolean", "const": True}
    return {"type": "boolean"}


def _choices(question: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"const": choice["value"], "title": choice["label"]} for choice in question["choices"]]


def _bounds(question: Mapping[str, Any], least: str, most: str) -> dict[str, Any]:
    names = {least: question["min"], most: question["max"]}
    return {name: value for name, value in names.items() if value is not None}
