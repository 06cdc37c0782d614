"""Every list of applications and questions is read from an index, in its order."""

from typing import Any

import pytest
from django.db import connection
from psycopg import ClientCursor

from tests import factories
from tests.applications.applying import application
from tests.applications.asked import question
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("fresh_database", "db")


def lists(cast: Cast) -> dict[str, tuple[str, str]]:
    """Who asks, and where, by the index that is there for it."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    application(pet, cast.ana)
    question(pet, cast.ana, status="published")
    of_harbour = f"organizations/{harbour.pk}"
    return {
        "application_by_user": ("ana", "users/me/applications"),
        "application_by_pet": ("rosa", f"pets/{pet.pk}/applications"),
        "application_inbox": ("rosa", f"{of_harbour}/applications"),
        "application_by_organization": ("rosa", f"{of_harbour}/applications?status=rejected"),
        "application_private_inbox": ("petra", "users/me/applications/received"),
        "question_by_user": ("ana", "users/me/questions"),
        "question_public": ("", f"pets/{pet.pk}/questions"),
        "question_inbox": ("rosa", f"{of_harbour}/questions"),
        "question_private_inbox": ("petra", "users/me/questions/received"),
    }


def plan_of(cast: Cast, who: str, address: str, table: str) -> str:
    """How PostgreSQL reads the rows of a page, had it more than a handful."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if f'FROM "{table}"' in sql:
            seen.append(ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = cast.client(who).get(f"/api/v1/{address}")
    assert answer.status_code == 200, address
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {next(each for each in seen if 'ORDER BY' in each)}")
        return "\n".join(line for (line,) in cursor.fetchall())


def missed(cast: Cast, asked: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The plans that do without their index, or put in order what they read."""
    plans = {
        index: plan_of(cast, who, address, f"applications_{index.partition('_')[0]}")
        for index, (who, address) in asked.items()
    }
    return {index: plan for index, plan in plans.items() if f" {index} " not in plan or "Sort" in plan}


@pytest.fixture
def asked(cast: Cast) -> dict[str, tuple[str, str]]:
    found = lists(cast)
    with connection.cursor() as cursor:
        # A table of no rows is else read as a whole.
        for node in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{node} = off")
    return found


def test_each_list_has_its_index(cast: Cast, asked: dict[str, tuple[str, str]]) -> None:
    found = missed(cast, asked)
    assert not found, "\n\n".join(f"{index}\n{plan}" for index, plan in found.items())


def test_would_notice_a_missing_index(cast: Cast, asked: dict[str, tuple[str, str]]) -> None:
    """Negative control: the same without the indexes, all of one table at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {', '.join(asked)}")
    assert missed(cast, asked).keys() == asked.keys()
