"""An organisation by its slug, its members, and the organisations of a person are read from an index."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from psycopg import ClientCursor

from apps.accounts.models import User
from apps.organizations.models import Membership, Organization
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("fresh_database", "db")

HOUSES = 100
BEGAN = datetime(2024, 5, 1, tzinfo=UTC)


def set_many(cast: Cast) -> Organization:
    """A house with many members, and a person who is in many houses: a page is a small part of either."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    people = User.objects.bulk_create(User(cognito_sub=f"member-{number}") for number in range(HOUSES))
    houses = Organization.objects.bulk_create(
        Organization(
            kind="rescue", name=f"House {n}", slug=f"house-{n}", status="approved", created_by=people[n]
        )
        for n in range(HOUSES)
    )
    places = [(houses[n], people[(n + step) % HOUSES]) for n in range(HOUSES) for step in range(3)]
    places += [(harbour, person) for person in people]
    places += [(house, cast.rosa) for house in houses]
    Membership.objects.bulk_create(
        Membership(organization=house, user=user, role="member", created_at=BEGAN + timedelta(minutes=n))
        for n, (house, user) in enumerate(places)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization, organizations_address, organizations_membership")
        cursor.execute("ANALYZE accounts_user")
    return harbour


def missed(cast: Cast, harbour: Organization) -> dict[str, str]:
    """The plans that do without their index, or read a whole table."""
    asked = {
        "organizations_address_": ("", f"organizations/{harbour.slug}", "organization"),
        "membership_by_organization": ("rosa", f"organizations/{harbour.pk}/memberships", "membership"),
        "membership_by_person": ("rosa", "users/me/memberships", "membership"),
    }
    plans = {index: plan_of(cast, *question) for index, question in asked.items()}
    return {
        index: plan
        for index, plan in plans.items()
        if f"Index Scan using {index}" not in plan or "Seq Scan on organizations_" in plan
    }


def plan_of(cast: Cast, who: str, address: str, table: str) -> str:
    """How PostgreSQL reads the rows that an address shows."""
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # The row by its slug comes without an order, a page of rows with one.
        if sql.startswith(f'SELECT "organizations_{table}"'):
            seen.append(ClientCursor(connection.connection).mogrify(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = cast.client(who).get(f"/api/v1/{address}")
    assert answer.status_code == 200, address
    wanted = "ORDER BY" if table == "membership" else "slug"
    with connection.cursor() as cursor:
        # A table of so few rows is else read as a whole.
        for node in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{node} = off")
        cursor.execute(f"EXPLAIN {next(each for each in seen if wanted in each)}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_is_read_from_its_index(cast: Cast) -> None:
    harbour = set_many(cast)
    found = missed(cast, harbour)
    assert not found, "\n\n".join(f"{index}\n{plan}" for index, plan in found.items())

    # Negative control: one index is gone.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX membership_by_person")
    assert set(missed(cast, harbour)) == {"membership_by_person"}
