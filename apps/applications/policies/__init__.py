"""Who may do what with applications and what belongs to them."""

from apps.applications.policies.applications import APPLICATION, FORM, HOUSEHOLD, LINE, MESSAGE, NOTE, TURN
from apps.applications.policies.limits import APPLICATION_LIMITS, QUESTION_LIMITS
from apps.applications.policies.questions import BLOCK, QUESTION

__all__ = [
    "APPLICATION",
    "APPLICATION_LIMITS",
    "BLOCK",
    "FORM",
    "HOUSEHOLD",
    "LINE",
    "MESSAGE",
    "NOTE",
    "QUESTION",
    "QUESTION_LIMITS",
    "TURN",
]
