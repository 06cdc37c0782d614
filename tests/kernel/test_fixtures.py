"""What a test that commits leaves behind is gone before the next one, and what migrating left is back."""

import pytest
from django.core.management import call_command
from django.db import connection

from apps.applications.models import ApplicationForm
from tests.api.snapshots import snapshot
from tests.cast import Cast
from tests.fixtures.database import filled
from tests.kernel.listening import happen

NOT_IN_THE_END = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT condeferrable"


@pytest.mark.django_db(transaction=True)
def test_rows_are_as_they_were_at_first() -> None:
    first, cast = snapshot(), Cast()
    happen(cast.rosa)
    ApplicationForm.objects.all().delete()
    assert {"accounts_user", "kernel_event"} <= filled()
    call_command("flush", verbosity=0, interactive=False)
    assert snapshot() == first
    assert {kind for kind, _ in first} == {"ApplicationForm"}


@pytest.mark.django_db
def test_rows_can_go_in_any_order() -> None:
    """Every foreign key is checked in the end, so that tables can be emptied in any order."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_IN_THE_END)
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND condeferrable")
        assert cursor.fetchone()[0] > 50
