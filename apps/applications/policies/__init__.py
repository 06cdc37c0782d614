"""Who may do what with applications and what belongs to them."""

from apps.applications.policies.applications import APPLICATION, FORM, HOUSEHOLD, LINE, MESSAGE, NOTE, TURN
from apps.applications.policies.questions import BLOCK, QUESTION

__all__ = ["APPLICATION", "BLOCK", "FORM", "HOUSEHOLD", "LINE", "MESSAGE", "NOTE", "QUESTION", "TURN"]
