"""What somebody probably meant who typed a word that no listing has: the nearest name, breed or kind."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from hashlib import blake2b
from typing import Any

from django.core.cache import cache as memory
from django.db.models import BooleanField, F, QuerySet, TextField, Value
from django.db.models.functions import Concat, Upper

from apps.listings.choices import SHOWN, Species
from apps.listings.derived import Operator, has_words
from apps.listings.models import Pet
from apps.listings.together import Rows, Sql, answers_to, sql_of

WORD = re.compile(r"[^\W\d_]{3,40}")
MOST_WORDS = 4
"""So many words are looked after."""
LOOKED_AT = 200
"""Listings of similar names and breeds whose words are compared."""
COLUMNS = ("name", "breed")
IS_LIKE, PART_IS_LIKE = "%%", "%%>"
"""Operators of pg_trgm, doubled as the database's driver wants it."""
ALIKE = 0.65
KINDS = frozenset(WORD.findall(" ".join(Species.labels).lower())) - {"other"}
SHORTEST_OF_KINDS = 4
"""A word of three letters is like a dog or a cat sooner than it means one."""
KEPT_SECONDS = 60

ANY_WORD = "any word"
"""Stands in what is compiled once for each word that it is asked with."""


def corrected(asked: str, *, fresh: bool = False) -> str:
    """Return the words with those that no listing has exchanged for similar ones; as they are if they hit.

    One query, remembered for a minute; `fresh` asks it again. Only what everybody may see is compared, so
    that nothing else can be guessed at.
    """
    return corrected_beside(asked, fresh=fresh)[0]


def corrected_beside(asked: str, *others: Sql, fresh: bool = False) -> tuple[str, list[Rows]]:
    """The same, and the rows of other questions asked in the same query."""
    words = [word for word in dict.fromkeys(WORD.findall(asked)) if word.lower() != "or"][:MOST_WORDS]
    key = "meant-" + blake2b(repr(asked).encode(), digest_size=16).hexdigest()
    meant: str | None = None if words else asked
    if words and not fresh:
        meant = memory.get(key)
    if meant is not None:
        return meant, answers_to(*others)
    *answers, rows = answers_to(*others, _question(asked, words))
    nearest = _nearest(words, rows)
    meant = WORD.sub(lambda found: nearest.get(found[0], found[0]), asked)
    memory.set(key, meant, KEPT_SECONDS)
    return meant, answers


def _nearest(words: Sequence[str], rows: Rows) -> dict[str, str]:
    """The most similar word for each of those that no listing has, where one is similar enough."""
    found: dict[str, set[str]] = {word: set() for word in words}
    for row in rows:
        found[words[row["place"]]].update(WORD.findall(row["t"].lower()))
    nearest: dict[str, str] = {}
    for word, others in found.items():
        score, other = max(((_likeness(word, other), other) for other in others), default=(0.0, ""))
        if score > ALIKE:
            nearest[word] = other
    return nearest


def _question(asked: str, words: Sequence[str]) -> Sql:
    """One statement for the texts that are like a word, each beside the word's place.

    It stops where it may: at once if all words hit together, for a word at one that hits by itself, and looks
    for texts that are like the word as a whole only where none has a part that is.
    """
    hit = sql_of(_shown().filter(has_words(ANY_WORD)).values("pk"))
    every, values = _put(asked, hit)
    steps = [f"every AS MATERIALIZED (SELECT EXISTS ({every}) AS hit)"]
    near, kinds = [], []
    of_near: list[Any] = []
    of_kinds: list[Any] = []
    for place, word in enumerate(words):
        hits, of_hits = _put(word, hit)
        parts, of_parts = _put(word.upper(), _texts_like(PART_IS_LIKE))
        wholes, of_wholes = _put(word.upper(), _texts_like(IS_LIKE))
        lacking = f"(SELECT lacks FROM lacking_{place})"  # noqa: S608
        steps += [
            f"lacking_{place} AS MATERIALIZED (SELECT NOT hit AND NOT EXISTS ({hits}) AS lacks FROM every)",  # noqa: S608
            f"near_{place} AS MATERIALIZED (SELECT * FROM ({parts}) AS parts (pk, t) WHERE {lacking})",  # noqa: S608
        ]
        values = [*values, *of_hits, *of_parts]
        near += [
            f"SELECT {place}, pk, t FROM near_{place}",  # noqa: S608
            f"SELECT {place}, pk, t FROM ({wholes}) AS wholes (pk, t) "  # noqa: S608
            f"WHERE {lacking} AND NOT EXISTS (SELECT FROM near_{place})",
        ]
        of_near += of_wholes
        for kind in _kinds_like(word):
            hits, of_hits = _put(kind, hit)
            kinds.append(f" UNION ALL SELECT {place}, '{kind}' WHERE {lacking} AND EXISTS ({hits})")
            of_kinds += of_hits
    shown, of_shown = sql_of(_shown().values("pk"))
    found = f"SELECT place, t FROM ({' UNION ALL '.join(near)}) AS near (place, pk, t) WHERE pk IN ({shown})"  # noqa: S608
    return (
        f"WITH {', '.join(steps)} {found}{''.join(kinds)}",
        [*values, *of_near, *of_shown, *of_kinds],
    )


def _shown() -> QuerySet[Pet]:
    rows: QuerySet[Pet] = Pet.objects.shown().in_public().order_by()
    return rows


def _put(word: str, question: Sql) -> Sql:
    text, values = question
    return text, [word if value == ANY_WORD else value for value in values]


@cache
def _texts_like(operator: str) -> Sql:
    """Listings whose names and breeds are like any word, by trigrams as the index `pet_like` has them.

    Their state is asked for as one text: planning would weigh all indexes of shown pets, for each of these.
    """
    wanted = Value(ANY_WORD, output_field=TextField())
    shown = Pet.objects.order_by().alias(state=Concat("moderation", Value(" "), "placement"))
    shown = shown.filter(state__in=[f"approved {placement}" for placement in SHOWN])
    texts: list[str] = []
    values: list[Any] = []
    for column in COLUMNS:
        rows = shown.filter(Operator(Upper(F(column)), operator, wanted, BooleanField()))
        text, some = sql_of(rows.values_list("pk", column)[:LOOKED_AT])
        texts.append(f"({text})")
        values += some
    return " UNION ALL ".join(texts), values


def _kinds_like(word: str) -> Iterator[str]:
    if len(word) >= SHORTEST_OF_KINDS:
        yield from (kind for kind in sorted(KINDS) if _likeness(word, kind) > ALIKE)


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.lower(), other).ratio()
