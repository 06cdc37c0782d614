"""Reactions to what happens to pets, applications and questions."""

from apps.applications.handlers import applications, questions

__all__ = ["applications", "questions"]
