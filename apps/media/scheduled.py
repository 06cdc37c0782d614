"""What happens to files by the clock. Harmless when it comes late, twice or not at all."""

from apps.media import removal
from hearth.kernel.scheduling import Run, daily, scheduled


@scheduled("media.forget_removed", daily("03:50"))
def forget_removed(run: Run) -> str:
    """Delete the files of photos that were taken down so long ago that no appeal brings them back."""
    return f"{removal.forget_removed(before=run.due_at - removal.KEPT_FOR)} forgotten"
