"""What somebody probably meant who typed a word that no listing has: the nearest name or breed."""

import re
from difflib import SequenceMatcher

from django.db.models import BooleanField, F, TextField, Value
from django.db.models.functions import Upper

from apps.listings.derived import Operator, has_words
from apps.listings.models import Pet

WORD = re.compile(r"[^\W\d_]{3,40}")
MOST_WORDS = 4
"""So many words are looked after, each by two small questions."""
LOOKED_AT = 200
"""Listings of similar names and breeds whose words are compared."""
COLUMNS = ("name", "breed")
IS_LIKE, PART_IS_LIKE = "%%", "%%>"
"""Operators of pg_trgm, doubled as the database's driver wants it."""
ALIKE = 0.65


def corrected(asked: str) -> str:
    """Return the words with those that no listing has exchanged for similar ones; as they are if they hit.

    Only what everybody may see is compared, so that nothing else can be guessed at.
    """
    if _hits(asked):
        return asked
    words = list(dict.fromkeys(WORD.findall(asked)))[:MOST_WORDS]
    meant = {word: _nearest(word) for word in words if word.lower() != "or" and not _hits(word)}
    better = WORD.sub(lambda found: meant.get(found[0]) or found[0], asked)
    return better if better != asked and _hits(better) else asked


def _hits(words: str) -> bool:
    return bool(Pet.objects.live().in_public().filter(has_words(words)).exists())


def _nearest(word: str) -> str | None:
    """The most similar word of names and breeds: of those of which one part is like it, else the whole."""
    rows = Pet.objects.live().in_public().order_by()
    for operator in (PART_IS_LIKE, IS_LIKE):
        found: set[str] = set()
        for column in COLUMNS:
            texts = rows.filter(_similar(column, operator, word)).values_list(column, flat=True)[:LOOKED_AT]
            for text in texts:
                found.update(WORD.findall(text.lower()))
        scored = ((SequenceMatcher(None, word.lower(), other).ratio(), other) for other in found)
        score, nearest = max(scored, default=(0.0, ""))
        if score > ALIKE:
            return nearest
    return None


def _similar(column: str, operator: str, word: str) -> Operator:
    """By trigrams, as the index `pet_like` has them."""
    wanted = Value(word.upper(), output_field=TextField())
    return Operator(Upper(F(column)), operator, wanted, BooleanField())
