"""What moderation's admin lists are narrowed by."""

from apps.moderation import reviewables
from hearth.kernel.admin import among


def _labels() -> list[tuple[str, str]]:
    return [(kind, reviewable.kind_label) for kind, reviewable in reviewables.kinds().items()]


BY_KIND = among("kind", _labels)
