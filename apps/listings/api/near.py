"""How far a pet is from where a list is searched from, in whole kilometres."""

from typing import Any

from apps.listings.geography import Degrees, whole_kilometres
from apps.listings.spots import Spot, spot_of


def spot_asked(request: Any) -> Spot | None:
    """Where a list's `near` is; None for any other answer. The filters have refused what is no place."""
    words = request.query_params.get("near", "").strip()
    if not words or getattr((request.parser_context or {}).get("view"), "action", "") != "list":
        return None
    return spot_of(words)


def kilometres_to(spot: Spot | None, latitude: Degrees | None, longitude: Degrees | None) -> int | None:
    if spot is None or latitude is None or longitude is None:
        return None
    return whole_kilometres(spot.degrees, (float(latitude), float(longitude)))
