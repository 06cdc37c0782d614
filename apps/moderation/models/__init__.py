from apps.moderation.models.appeals import Appeal
from apps.moderation.models.messages import ReasonMessage
from apps.moderation.models.queue import Decision, ReviewItem
from apps.moderation.models.reports import Report, ReportCase

__all__ = ["Appeal", "Decision", "ReasonMessage", "Report", "ReportCase", "ReviewItem"]
