from apps.moderation.models.queue import Decision, ReviewItem

__all__ = ["Decision", "ReviewItem"]
