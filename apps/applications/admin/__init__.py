"""How site admins see applications and questions."""

from apps.applications.admin import applications, questions

__all__ = ["applications", "questions"]
