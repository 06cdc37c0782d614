"""The kernel's text, code and prose alike, has no word of any community: it would outlive none of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

KERNEL = settings.ROOT / "platform" / "hearth" / "kernel"
WORDS = {
    *("adopt", "adopted", "adopter", "adoption", "animal", "breed", "cat", "dog", "foster", "listing"),
    *("microchip", "pet", "puppy", "rehome", "rehoming", "rescue", "shelter", "species", "vet"),
    *("captain", "club", "cycling", "cyclist", "gpx", "participation", "peloton", "ride", "rider", "strava"),
    *("chef", "diner", "dining", "hail", "menu", "restaurant", "seating", "waiter"),
}
OTHER_MEANINGS = {"Listing", "HotListing"}
"""Code names in which a word stands for something else: views that list; reviewed."""


def words_of(text: str) -> Iterator[str]:
    """The words of prose and of names, `pet_photo` and `PetPhotos` taken apart, in the singular."""
    for name in re.findall(r"[A-Za-z]+", text):
        if name not in OTHER_MEANINGS:
            for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name):
                yield word.lower()
                yield word.lower().removesuffix("s")


def slips(folder: Path) -> Iterator[str]:
    """Where a community's word stands, file by file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                for word in WORDS.intersection(words_of(line)):
                    yield f"{path.relative_to(folder)}:{number}: {word}"


def test_kernel_has_no_word_of_a_community() -> None:
    assert len(list(KERNEL.rglob("*.py"))) > 60
    assert list(slips(KERNEL)) == []


@pytest.mark.parametrize(
    "line",
    [
        *("# of pets", "PET = 1", "class PetPhoto: ...", '"""Rides and clubs."""', "pet_photo", "petPhotos"),
        *("<h1>Restaurant</h1>", "the listings", "seatings = []"),
    ],
)
def test_would_notice(tmp_path: Path, line: str) -> None:
    (tmp_path / "some.html").write_text(f"first\n{line}\n")
    assert next(slips(tmp_path)).startswith("some.html:2: ")


def test_does_not_mind_words_that_only_sound_like_them(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        "category, petition, override, concatenate, provide, class Listing: ..."
    )
    assert list(slips(tmp_path)) == []
