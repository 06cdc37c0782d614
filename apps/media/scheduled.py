"""What happens to files by the clock. Harmless when it comes late, twice or not at all."""

from datetime import timedelta

from apps.media import abandoned, attachments, removal
from hearth.kernel.scheduling import Run, daily, scheduled


@scheduled("media.forget_removed", daily("03:50"))
def forget_removed(run: Run) -> str:
    """Delete the files of photos that were taken down so long ago that no appeal brings them back."""
    return f"{removal.forget_removed(before=run.due_at - removal.KEPT_FOR)} forgotten"


@scheduled("media.forget_abandoned", daily("03:30"), atomic=False)
def forget_abandoned(run: Run) -> str:
    """Delete uploads that did not arrive within a day, although their address was good for minutes."""
    return f"{abandoned.forget_abandoned(before=run.due_at - timedelta(days=1))} forgotten"


@scheduled("media.forget_unused", daily("03:35"), atomic=False)
def forget_unused(run: Run) -> str:
    """Delete attachments that were uploaded two days ago and never became part of anything."""
    return f"{attachments.forget_unused(before=run.due_at - timedelta(days=2))} forgotten"
