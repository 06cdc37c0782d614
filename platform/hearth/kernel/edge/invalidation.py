"""What hides something at the origin also takes it out of the edge's cache, soon after the commit."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hearth.kernel.events.handlers import NotDone, on

if TYPE_CHECKING:
    from hearth.kernel.models import Event

_paths_after: dict[str, set[str]] = defaultdict(set)


class Edge(Protocol):
    def forget(self, paths: list[str], reference: str) -> None:
        """Drop what is kept of these paths; saying it again with the same reference changes nothing.

        Raises NotDone when it should be tried again.
        """


def hides(*event_names: str, paths: Iterable[str]) -> None:
    """Declare that after these events the public answers at these paths show too much.

    Called in an app's `handlers`; a path may end in `*`. Several apps may name paths for one event.
    """
    for name in event_names:
        if name not in _paths_after:
            on(name, outside=True)(forget_at_the_edge)
        _paths_after[name].update(paths)


def hidden_by(event_name: str) -> list[str]:
    return sorted(_paths_after.get(event_name, ()))


def forget_at_the_edge(event: "Event") -> None:
    """Tell the edge of this deployment, if it has one; the event's id makes a second telling harmless."""
    if settings.EDGE:
        edge: Edge = import_string(settings.EDGE)()
        edge.forget(hidden_by(event.name), str(event.pk))


class CloudFront:
    """Invalidates at the distribution in front of us; the function's role needs CreateInvalidation on it."""

    def forget(self, paths: list[str], reference: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": reference}
        try:
            _client().create_invalidation(
                DistributionId=settings.CLOUDFRONT_DISTRIBUTION_ID,  # type: ignore[misc]
                InvalidationBatch=batch,
            )
        except ClientError as error:
            # An attempt that looked lost had arrived, with the paths that a former release had.
            if error.response["Error"]["Code"] != "InvalidationBatchAlreadyExists":
                raise NotDone(str(error)) from error
        except BotoCoreError as error:
            raise NotDone(f"{type(error).__name__}: {error}") from error


@lru_cache(maxsize=1)
def _client() -> Any:
    # Importing boto3 is slow, and only the worker of a deployment with an edge needs it.
    import boto3
    from botocore.config import Config

    patience = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 1})
    return boto3.client("cloudfront", region_name="us-east-1", config=patience)
