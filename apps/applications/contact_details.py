"""Finds what looks like contact details in words that everybody is about to read.

It warns, no more: whoever publishes may say that it is meant so. Rather one warning too many than a family's
telephone number on the net.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|crescent|cres|place|pl|parade|pde|terrace|tce|"
    "way|highway|hwy|close|boulevard|blvd|esplanade"
)
_STRASSEN = "straße|strasse|str\\.|gasse|platz|allee|weg|damm|ufer"
_PATTERNS = {
    "email": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    "link": re.compile(r"(?:https?://|www\.)[^\s<>]{3,200}", re.IGNORECASE),
    "phone": re.compile(r"(?<![\w.,])\+?\(?\d[\d ()./-]{6,22}\d(?!\w)"),
    "address": re.compile(
        rf"\b(?:\d{{1,4}}\s?/\s?)?\d{{1,5}}[a-z]?\s(?:[^\W\d_][\w'’-]{{1,20}}\s){{1,3}}(?:{_STREETS})\b"
        rf"|\b[^\W\d_][\w-]{{0,30}}(?:{_STRASSEN})\s\d{{1,4}}[a-z]?\b",
        re.IGNORECASE,
    ),
}
_WORDS = {
    "email": "an e-mail address",
    "link": "a link",
    "phone": "a phone number",
    "address": "an address",
}
_DATE = re.compile(r"\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}")
_DIGITS = (8, 15)
"""How many a telephone number has, with or without its country."""


@dataclass(frozen=True)
class Detail:
    kind: str
    found: str

    @property
    def words(self) -> str:
        return f"There seems to be {_WORDS[self.kind]} in it: “{self.found}”."


def contact_details_in(text: str) -> list[Detail]:
    """Everything in a text that looks like a way to reach somebody, in the order of the kinds."""
    return [Detail(kind, found) for kind in _PATTERNS for found in _matches(kind, text)]


def _matches(kind: str, text: str) -> Iterator[str]:
    for match in _PATTERNS[kind].finditer(text):
        found = match[0].strip(" .,-/(")
        if kind == "phone" and (_DATE.fullmatch(found) or not _is_number(found)):
            continue
        yield found


def _is_number(found: str) -> bool:
    digits = sum(sign.isdigit() for sign in found)
    return _DIGITS[0] <= digits <= _DIGITS[1]
