from apps.applications.querysets.applications import ApplicationQuerySet, FormQuerySet, median_reply
from apps.applications.querysets.questions import QuestionQuerySet

__all__ = ["ApplicationQuerySet", "FormQuerySet", "QuestionQuerySet", "median_reply"]
