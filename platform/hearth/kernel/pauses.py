"""How long to wait before something that failed is tried again."""

import random
from datetime import timedelta

LONGEST = timedelta(hours=1)
JITTER = 0.2


def pause(attempts: int) -> timedelta:
    """Return 2, 4, 8 … seconds after so many failures, an hour at most, give or take a fifth.

    The fifth is drawn anew each time, so that what failed together does not come back together.
    """
    seconds = min(2.0 ** min(attempts, 60), LONGEST.total_seconds())
    return timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - no secret
