"""What the shared apps need to know of applications and questions."""

from apps.applications.registrations import question_mails, questions

__all__ = ["question_mails", "questions"]
