"""The answers that may cost more in a larger database, each with the reason; reviewed.

Whatever does not stand here is documented as costing at most half as much again, and `growth.py` fails when
it costs more. docs/performance.md says what each of these costs.
"""

from collections.abc import Iterator, Mapping

MOST = 1.5
FEW = 300
"""Pages that are few, whatever the ratio: some trees have become one level higher."""
FULL = 20_000
"""Pets of the smallest database that is judged: with fewer, most pages are not full."""

_FINDS_MORE = "costs the same for each row that it finds, and finds more in a larger table"
_NOT_FULL = "is not full at 20,000: fewer pets match there than one page shows, or than are counted"
_SMALL_HOUSE = "a house has about forty pets at 20,000, fewer than are counted; no more from 200,000 on"
_SORTED = "sorts all that is overdue at one house while that is some dozen; of more it reads a page"
_FULL_LATER = "is not full at 20,000: one person or house has fewer there than one page shows"
_HALFWAY = "looks among the newest or at all that match, whichever are fewer: most in between"

KNOWN: Mapping[str, str] = {
    "/api/v1/pets?breed=breed%2059": _NOT_FULL,
    "/api/v1/pets?coat=wire&good_with_dogs=false&desexed=false": _FINDS_MORE,
    "/api/v1/pets?name=pet%20177": _NOT_FULL,
    "/api/v1/pets/facets?species=cat&size=small": _NOT_FULL,
    "/api/v1/pets/facets?near=-35.33,146": _FINDS_MORE,
    "/pets?species=farm_animal": _NOT_FULL,
    "/pets?breed=breed%2059": _FINDS_MORE,
    "/pets?near=-35.33,146": _FINDS_MORE,
    "/pets?q=swims&species=dog": _FINDS_MORE,
    "/api/v1/pets?q=swims&ordering=relevance": _HALFWAY,
    "/api/v1/pets?q=swims%20-calm&ordering=relevance": _FINDS_MORE,
    "/my/questions (member)": _FULL_LATER,
    "/my/favorites (member)": _FULL_LATER,
    "/organizations/house-9/applications (member)": _FINDS_MORE,
    "/organizations/house-9/applications?status=rejected (member)": _FINDS_MORE,
    "/api/v1/organizations/house-9/applications?status=under_review (member)": _FULL_LATER,
    "/api/v1/organizations/house-9/questions?status=published (member)": _FULL_LATER,
    "/api/v1/organizations/house-9/applications?overdue=true (member)": _SORTED,
    "/api/v1/users/me/pets (member)": _SMALL_HOUSE,
    "/api/v1/users/me/pets?status=on_hold (member)": _FINDS_MORE,
    "/my/listings (member)": _SMALL_HOUSE,
    "/my/listings?status=approved (member)": _SMALL_HOUSE,
    "/my/listings?q=pet+77 (member)": _FINDS_MORE,
    "/admin/moderation/reviewitem/?state__exact=withdrawn (moderator)": _FINDS_MORE,
    "/admin/moderation/decision/?action__exact=reject (moderator)": _NOT_FULL,
    "/admin/listings/pet/?placement__exact=reserved (site_admin)": _NOT_FULL,
    "/admin/listings/pet/?q=pet+77 (site_admin)": _NOT_FULL,
    "/admin/listings/pet/?q=house+400 (site_admin)": _FINDS_MORE,
    "/admin/media/mediafile/?q=file+77 (site_admin)": _NOT_FULL,
}


def grew(queries: int, pages: int, *, from_queries: int, from_pages: int) -> bool:
    """Whether an answer costs more than what is documented, beside the same in a smaller database."""
    return queries > from_queries or pages > max(MOST * from_pages, FEW)


def unexplained(found: Mapping[str, bool], known: Mapping[str, str] = KNOWN) -> Iterator[str]:
    """Of the answers, with whether each grew, those that grew and are not known to."""
    return (words for words, has_grown in found.items() if has_grown and words not in known)
