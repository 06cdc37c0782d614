"""What ASM (sheltermanager) answers to `json_adoptable_animals`, made into the rows of a file of listings.

Its codes: 0 is yes and 1 is no for what an animal is good with; 0 is female and 1 male; sizes fall from 0,
which is very large, to 3; money is in cents. Names of coats and species are what each shelter typed in.
"""

import html
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from apps.listings.importing.columns import PHOTOS, READ, ROWS_OF_A_PIECE
from apps.listings.services import MOST_PHOTOS
from hearth.kernel import sheets
from hearth.kernel.jobs import Option
from hearth.kernel.problems import Invalid
from hearth.kernel.sheets import MOST_ROWS, Line, Sheet

IMAGES = "images"
"""A cell that only we write: whose photos, and how many; the address of the service completes them."""
SPECIES = {
    **dict.fromkeys(("dog", "puppy"), "dog"),
    **dict.fromkeys(("cat", "kitten"), "cat"),
    **dict.fromkeys(("rabbit", "house rabbit", "bunny"), "rabbit"),
    **dict.fromkeys(
        ("bird", "dove", "pigeon", "parrot", "budgie", "budgerigar", "cockatiel", "canary", "finch"), "bird"
    ),
    **dict.fromkeys(
        ("reptile", "snake", "lizard", "tortoise", "turtle", "terrapin", "gecko", "bearded dragon"), "reptile"
    ),
    **dict.fromkeys(
        (
            *("mouse", "rat", "hedgehog", "ferret", "gerbil", "guinea pig", "hamster", "chinchilla", "degu"),
            *("small & furry", "small&furry", "small animal"),
        ),
        "small_animal",
    ),
    **dict.fromkeys(
        (
            *("chicken", "duck", "goose", "horse", "pony", "donkey", "goat", "sheep", "pig", "cow", "cattle"),
            *("alpaca", "llama", "barnyard", "poultry", "livestock", "rooster", "hen"),
        ),
        "farm_animal",
    ),
}
SEXES = {0: "female", 1: "male", 2: "unknown"}
SIZES = {0: "extra_large", 1: "large", 2: "medium", 3: "small"}
COATS = {
    "hairless": "hairless",
    "short": "short",
    "smooth": "short",
    "medium": "medium",
    "long": "long",
    "rough": "wire",
    "wire": "wire",
    "wirehaired": "wire",
    "curly": "curly",
}
ANSWERS = {0: "true", 1: "false", 2: "unknown", 5: "unknown", 12: "unknown"}
"""5 and 12 mean children over that age, which is neither yes nor no."""
NOT_OFFERED = [
    {
        "pointer": "",
        "code": "not_adoptable",
        "detail": "This animal is not up for adoption.",
    }
]
NO_RECORD = [{"pointer": "", "code": "invalid", "detail": "This is no record of an animal."}]
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
CHIP = re.compile(r"[A-Za-z0-9]{9,15}")
OPTIONS = (
    Option(
        "photos_from",
        "Address of your ASM service",
        "Its photos are fetched from there, for example "
        "https://service.sheltermanager.com/asmservice?account=ab1234 – without a user name or password.",
        # Jobs are kept, and a password must not be kept with one.
        pattern=r"(?i:(?!.*(?:password|username)=)https://[^\s/@?]+(?:[/?][^\s]*)?)",
        wrong="Write an address that begins with https://, without a user name or password.",
    ),
    Option(
        "currency",
        "Currency of the adoption fees",
        "Three capital letters; AUD when you leave it empty.",
        pattern=r"[A-Z]{3}",
        wrong="Write three capital letters, such as EUR.",
    ),
)


def read(text: str) -> Sheet:
    """Return a row for every animal of the file; raise Invalid at `/json` where it is no list of them."""
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise _wrong("invalid", "The JSON is nested too deeply.") from None
    except ValueError:
        raise _wrong("invalid", "This is no JSON that we can read.") from None
    if not isinstance(found, list):
        raise _wrong("invalid", "There must be a list of animals, as json_adoptable_animals answers it.")
    if not found:
        raise _wrong("required", "There is no animal in the list.")
    if len(found) > MOST_ROWS:
        raise _wrong("too_many", f"A file may have {MOST_ROWS} animals: split it.")
    lines = [_line(number, animal) for number, animal in enumerate(found, 1)]
    return sheets.refuse_doubles(Sheet(READ, lines, len(lines)), "reference")


def cut(text: str) -> list[str]:
    return sheets.cut(read(text), ROWS_OF_A_PIECE)


def with_options(sheet: Sheet, options: Mapping[str, Any]) -> Sheet:
    """Complete the rows with what was said at the start of the import."""
    lines = []
    for line in sheet.lines:
        cells = dict(line.cells)
        images = cells.pop(IMAGES, "")
        if images and options.get("photos_from") and PHOTOS not in cells:
            cells[PHOTOS] = " ".join(_addresses(options["photos_from"], images))
        if "adoption_fee" in cells and options.get("currency"):
            cells["adoption_fee_currency"] = options["currency"]
        lines.append(Line(line.row, cells, line.errors))
    return Sheet(sheet.columns, lines, sheet.total)


def _line(number: int, animal: Any) -> Line:
    if not isinstance(animal, dict):
        return Line(number, {}, NO_RECORD)
    facts = {str(name).upper(): value for name, value in animal.items()}
    cells = {name: cell for name, cell in _cells(facts).items() if cell}
    gone = facts.get("DECEASEDDATE") or _code(facts, "ISNOTAVAILABLEFORADOPTION") == 1
    return Line(number, cells, NOT_OFFERED if gone else [])


def _cells(facts: Mapping[str, Any]) -> dict[str, str]:
    breed, second = _words(facts, "BREEDNAME1") or _words(facts, "BREEDNAME"), _words(facts, "BREEDNAME2")
    crossed = _code(facts, "CROSSBREED") == 1
    return {
        "reference": _words(facts, "SHELTERCODE") or _words(facts, "ID"),
        "name": _words(facts, "ANIMALNAME"),
        "species": _species(facts),
        "breed": breed,
        "secondary_breed": second if crossed and second != breed else "",
        "mixed": _flag(facts, "CROSSBREED"),
        "gender": SEXES.get(_code(facts, "SEX"), ""),
        "birth_date": _words(facts, "DATEOFBIRTH")[:10],
        "birth_date_estimated": _flag(facts, "ESTIMATEDDOB"),
        "size": SIZES.get(_code(facts, "SIZE"), ""),
        "coat": COATS.get(_words(facts, "COATTYPENAME").lower(), ""),
        "colours": _words(facts, "BASECOLOURNAME"),
        "description": _text(facts, "WEBSITEMEDIANOTES") or _text(facts, "ANIMALCOMMENTS"),
        "good_with_children": ANSWERS.get(_code(facts, "ISGOODWITHCHILDREN"), ""),
        "good_with_dogs": ANSWERS.get(_code(facts, "ISGOODWITHDOGS"), ""),
        "good_with_cats": ANSWERS.get(_code(facts, "ISGOODWITHCATS"), ""),
        "house_trained": ANSWERS.get(_code(facts, "ISHOUSETRAINED"), ""),
        "special_needs": _special_needs(facts),
        "desexed": _flag(facts, "NEUTERED"),
        "vaccinated": "true" if _code(facts, "VACCGIVENCOUNT") > 0 else "",
        "microchip": _chip(facts),
        "adoption_fee": _fee(facts),
        PHOTOS: _own_addresses(facts),
        IMAGES: _images(facts),
    }


def _species(facts: Mapping[str, Any]) -> str:
    named = [_words(facts, name).lower() for name in ("SPECIESNAME", "PETFINDERSPECIES")]
    known = [SPECIES[name] for name in named if name in SPECIES]
    return known[0] if known else "other" if any(named) else ""


def _special_needs(facts: Mapping[str, Any]) -> str:
    if _code(facts, "HASSPECIALNEEDS") != 1:
        return ""
    return _text(facts, "HEALTHPROBLEMS")[:300] or "Yes"


def _chip(facts: Mapping[str, Any]) -> str:
    number = _words(facts, "IDENTICHIPNUMBER").replace(" ", "")
    return number if CHIP.fullmatch(number) else ""


def _fee(facts: Mapping[str, Any]) -> str:
    """Cents as an amount; none stands for a fee that nobody entered."""
    cents = _code(facts, "FEE")
    return f"{cents // 100}.{cents % 100:02}" if cents > 0 else ""


def _own_addresses(facts: Mapping[str, Any]) -> str:
    """The photos where the file names them in full, as some of those who pass it on do."""
    name = _words(facts, "WEBSITEMEDIANAME")
    if not name.startswith("https://"):
        return ""
    return " ".join(_addresses(name, _count(facts))) if "method=" in name else name


def _images(facts: Mapping[str, Any]) -> str:
    count, pk = _count(facts), _words(facts, "ID")
    return f"{pk}:{count}" if pk.isdigit() and count != "0" else ""


def _count(facts: Mapping[str, Any]) -> str:
    return str(min(max(_code(facts, "WEBSITEIMAGECOUNT"), 0), MOST_PHOTOS))


def _addresses(base: str, images: str) -> list[str]:
    """The address of each photo: of an animal, or of whatever `base` names in full."""
    pk, _, count = images.rpartition(":")
    try:
        parts = urlsplit(base)
    except ValueError:
        # Left to `photos.checked`, which says at the row what is wrong with it.
        return [base]
    # Whoever pastes an address with a password must not see it kept.
    said = [
        pair for pair in parse_qsl(parts.query) if pair[0] not in ("username", "password", "method", "seq")
    ]
    if pk:
        said = [
            *[pair for pair in said if pair[0] != "animalid"],
            ("method", "animal_image"),
            ("animalid", pk),
        ]
    else:
        said.append(("method", "animal_image"))
    return [
        urlunsplit(parts._replace(query=urlencode([*said, ("seq", str(number))]), fragment=""))
        for number in range(1, int(count) + 1)
    ]


def _code(facts: Mapping[str, Any], name: str) -> int:
    """A number, or -1 for whatever else stands there."""
    value = facts.get(name)
    return int(value) if isinstance(value, int | float) and abs(value) < 1e12 else -1


def _flag(facts: Mapping[str, Any], name: str) -> str:
    return {1: "true", 0: "false"}.get(_code(facts, name), "")


def _words(facts: Mapping[str, Any], name: str) -> str:
    return " ".join(_text(facts, name).split())


def _text(facts: Mapping[str, Any], name: str) -> str:
    """Words as people read them: HTML's entities and breaks are resolved, control characters left out."""
    value = facts.get(name)
    if value is None or isinstance(value, dict | list | bool):
        return ""
    words = html.unescape(BREAK.sub("\n", str(value)))
    words = sheets.UNSTORABLE.sub("", words).replace("\r\n", "\n")
    return "".join(letter for letter in words if letter.isprintable() or letter in "\n\t").strip()


def _wrong(code: str, words: str) -> Invalid:
    return Invalid([("/json", code, words)])
