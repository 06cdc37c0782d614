"""Reactions to what happens to pets, applications and questions."""

from apps.applications.handlers import questions

__all__ = ["questions"]
