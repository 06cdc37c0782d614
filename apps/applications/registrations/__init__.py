"""What the shared apps need to know of applications and questions."""

from apps.applications.registrations import applications, exports, mails, question_mails, questions

__all__ = ["applications", "exports", "mails", "question_mails", "questions"]
