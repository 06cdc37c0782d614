"""How something that was reported or appealed about is shown: as its own kind shows it."""

from typing import Any

from apps.moderation import reviewables

GONE = "Something that is gone"


def preview_of(case: Any) -> dict[str, Any] | None:
    """The preview of what a case is about, in the shape of an entry of the desk; None when it is gone."""
    if case.target is None:
        return None
    reviewable = reviewables.of_kind(case.kind)
    return {
        **reviewable.preview(case.target),
        "title": reviewable.title(case.target),
        "kind_label": reviewable.kind_label,
        "preview_template": reviewable.preview_template,
    }


def title_of(case: Any) -> str:
    return reviewables.of_kind(case.kind).title(case.target) if case.target is not None else GONE
