"""States and verbs of applications, of forms, of the line for a pet, and of what people write."""

from apps.applications.workflows.application import APPLICATION
from apps.applications.workflows.form import FORM
from apps.applications.workflows.line import LINE, TURN
from apps.applications.workflows.questions import MESSAGE, QUESTION, QUESTION_STANDING, QUESTIONS

__all__ = [
    "APPLICATION",
    "FORM",
    "LINE",
    "MESSAGE",
    "QUESTION",
    "QUESTIONS",
    "QUESTION_STANDING",
    "TURN",
]
