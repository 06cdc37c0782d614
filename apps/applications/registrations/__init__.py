"""What the shared apps need to know of applications and questions."""

from apps.applications.registrations import applications, mails, question_mails, questions

__all__ = ["applications", "mails", "question_mails", "questions"]
