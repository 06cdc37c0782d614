"""The kernel's text, code and prose alike, has no word of any community: it would outlive none of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

KERNEL = settings.ROOT / "platform" / "hearth" / "kernel"
PAGES = [settings.ROOT / "templates" / name for name in ("developers", "jobs")]
"""What the kernel's own pages are drawn with; the site's frame, which names who is there, is not its."""
WORDS = {
    *("adopt", "adopted", "adopter", "adopting", "adoption", "animal", "applicant", "bonded", "breed", "cat"),
    *("dog", "favorite", "favourite", "foster", "fostered", "household", "kitten", "petfinder", "placement"),
    *("listing", "litter", "microchip", "pet", "puppies", "puppy", "rehome", "rehomed"),
    *("rehoming", "rescue", "rescued", "shelter", "species", "vet"),
    *("bicycle", "bike", "captain", "club", "cycling", "cyclist", "gpx", "participation", "peloton"),
    *("ride", "rider", "riding", "strava"),
    *("booking", "chef", "cuisine", "diner", "dining", "guest", "hail", "menu", "reservation"),
    *("restaurant", "seating", "waiter"),
}
"""Words by which a community would be known in the kernel; reviewed."""
OTHER_MEANINGS = {"Listing", "HotListing"}
"""Names in which a word means something else, reviewed: views that list, beside `Creating` and `Reading`."""


def words_of(text: str) -> Iterator[str]:
    """The words of prose and of names, `pet_photo` and `PetPhotos` taken apart, in the singular."""
    for name in re.findall(r"[A-Za-z]+", text):
        if name not in OTHER_MEANINGS:
            for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name):
                yield word.lower()
                yield word.lower().removesuffix("s")


def slips(folder: Path) -> Iterator[str]:
    """Where a community's word stands, or the name of an app or of a model of one; line 0 is the path."""
    labels = [config.label for config in apps.get_app_configs() if config.name.startswith("apps.")]
    of_apps = re.compile(rf"\bapps\.({'|'.join(labels)})\b|['\"]({'|'.join(labels)})\.\w")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            name = str(path.relative_to(folder))
            for number, line in enumerate([name, *path.read_text().splitlines()]):
                slipped = WORDS.intersection(words_of(line)) | {hit[0] for hit in of_apps.finditer(line)}
                yield from (f"{name}:{number}: {word}" for word in sorted(slipped))


def test_kernel_has_no_word_of_a_community() -> None:
    assert len(list(KERNEL.rglob("*.py"))) > 60
    assert [slip for folder in (KERNEL, *PAGES) for slip in slips(folder)] == []


@pytest.mark.parametrize(
    "line",
    [
        *("# of pets", "PET = 1", "class PetPhoto: ...", '"""Rides and clubs."""', "pet_photo", "petPhotos"),
        *("<h1>Restaurant</h1>", "the listings", "seatings = []", "-- SQL about riders"),
        *("import apps.media.models", 'ForeignKey("accounts.User")', "'listings.pet'"),
    ],
)
def test_would_notice(tmp_path: Path, line: str) -> None:
    (tmp_path / "some.html").write_text(f"first\n{line}\n")
    assert next(slips(tmp_path)).startswith("some.html:2: ")


@pytest.mark.parametrize("name", ["pets.py", "migrations/0005_rehoming.py", "ride/leaders.html"])
def test_would_notice_the_name_of_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("nothing\n")
    assert next(slips(tmp_path)).startswith(f"{name}:0: ")


def test_does_not_mind_words_that_only_sound_like_them(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        "category, petition, override, concatenate, provide, class Listing: ..."
    )
    assert list(slips(tmp_path)) == []
