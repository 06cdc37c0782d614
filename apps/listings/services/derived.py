"""Fills what triggers derive, for listings that were written before there were such triggers."""

from django.db import connection

AT_ONCE = 500


def derive_words() -> int:
    """Let the trigger derive the words of some listings that have none yet; return how many.

    The version stays: nothing of the listing changed. A row that somebody is at work on is left for later.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE listings_pet SET search = NULL WHERE id IN (
                SELECT id FROM listings_pet WHERE search IS NULL
                ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
            )
            """,
            [AT_ONCE],
        )
        return cursor.rowcount
