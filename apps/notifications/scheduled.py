"""What is forgotten of what people were told. Harmless when it comes late, twice or not at all."""

from datetime import timedelta

from apps.notifications import services
from hearth.kernel.scheduling import Run, daily, scheduled

KEPT = timedelta(days=90)


@scheduled("notifications.forget", daily("03:10"), atomic=False)
def forget_what_was_told(run: Run) -> str:
    """Delete old notifications, and the words of old mails; that a mail was sent stays on record."""
    told = services.forget_notifications(before=run.due_at - KEPT)
    mails = 0
    while emptied := services.forget_words(before=run.due_at - KEPT):
        mails += emptied
    return f"{told} notifications, the words of {mails} mails"
