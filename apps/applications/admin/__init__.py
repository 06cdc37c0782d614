"""How site admins see applications and questions."""

from apps.applications.admin import questions

__all__ = ["questions"]
