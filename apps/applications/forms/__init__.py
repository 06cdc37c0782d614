"""What those who apply are asked: the shape of a form, the answers to it, and both as JSON Schema."""

from apps.applications.forms.answers import told, validate
from apps.applications.forms.defaults import DEFAULT_FORM, HOUSEHOLD, HOUSEHOLD_FORM
from apps.applications.forms.schema import json_schema
from apps.applications.forms.structure import check_form, questions_of
from apps.applications.forms.versions import form_for

__all__ = [
    "DEFAULT_FORM",
    "HOUSEHOLD",
    "HOUSEHOLD_FORM",
    "check_form",
    "form_for",
    "json_schema",
    "questions_of",
    "told",
    "validate",
]
