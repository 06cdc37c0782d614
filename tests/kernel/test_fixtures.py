"""What a test that commits leaves behind is gone before the next one, and what migrating left is back."""

import pytest
from django.core.management import call_command

from apps.applications.models import ApplicationForm
from tests.api.snapshots import snapshot
from tests.cast import Cast
from tests.fixtures.database import filled
from tests.kernel.listening import happen


@pytest.mark.django_db(transaction=True)
def test_rows_are_as_they_were_at_first() -> None:
    first, cast = snapshot(), Cast()
    happen(cast.rosa)
    ApplicationForm.objects.all().delete()
    assert {"accounts_user", "kernel_event"} <= filled()
    call_command("flush", verbosity=0, interactive=False)
    assert snapshot() == first
    assert {kind for kind, _ in first} == {"ApplicationForm"}
