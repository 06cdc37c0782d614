"""Every question of favourites, searches and sitemaps is read from an index, in its order."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.alerts.choices import Cadence
from apps.alerts.models import Favorite, SavedSearch
from hearth.kernel.keyset import Keyset, Position
from hearth.kernel.pages.sitemap import CHUNK, _sections
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("fresh_database", "db")

NEWEST = Keyset("-created_at", "-id")


def questions(cast: Cast) -> dict[str, Any]:
    """The rows that each index is there for."""
    now, pets = timezone.now(), _sections["pets"]
    behind = Position(after=(now, cast.ana.pk))
    mailed = SavedSearch.objects.mailed(Cadence.DAILY).filter(told_until__lt=now, user__timezone="UTC")
    return {
        "favorite_by_user": NEWEST.arrange(Favorite.objects.filter(user=cast.ana), behind)[:20],
        "favorite_to_tell": Favorite.objects.to_tell(now)[:200],
        "favorite_once": Favorite.objects.filter(user=cast.ana, pet=cast.ana.pk),
        "saved_search_by_user": NEWEST.arrange(SavedSearch.objects.filter(user=cast.ana), Position())[:20],
        "saved_search_to_tell": mailed.order_by("id").values_list("pk", flat=True)[:200],
        "pet_public_newest": pets.order.arrange(pets.spine(), behind).values("pk")[CHUNK - 1 : CHUNK + 1],
    }


def missed(cast: Cast) -> dict[str, str]:
    """The plans that do without their index, or put in order what they read."""
    with connection.cursor() as cursor:
        # A table of no rows is else read as a whole.
        for node in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{node} = off")
    plans = {index: rows.explain() for index, rows in questions(cast).items()}
    return {index: plan for index, plan in plans.items() if index not in plan or "Sort" in plan}


def test_each_question_has_its_index(cast: Cast) -> None:
    assert missed(cast) == {}


def test_would_notice_a_missing_index(cast: Cast) -> None:
    """Negative control: the same without the indexes, and the constraint that has one."""
    indexes = questions(cast).keys() - {"favorite_once"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {', '.join(indexes)}")
        cursor.execute("ALTER TABLE alerts_favorite DROP CONSTRAINT favorite_once")
    assert missed(cast).keys() == questions(cast).keys()
