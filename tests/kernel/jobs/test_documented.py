"""The kind of job in docs/jobs.md works as it stands there."""

import re

import pytest
from django.conf import settings

from hearth.kernel.jobs import run_waiting
from hearth.kernel.jobs.kinds import kinds
from hearth.kernel.models import Job
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db


def test_exports_messages_in_chunks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.findall(r"```python\n(.*?)```", (settings.ROOT / "docs/jobs.md").read_text(), re.DOTALL)
    monkeypatch.setattr("hearth.kernel.jobs.kinds._kinds", kinds())
    names: dict[str, object] = {}
    exec(code[0], names)
    names["AT_ONCE"] = 2
    for _ in range(3):
        tell(cast.petra, about=factories.pet(cast.petra))
    tell(cast.ana, about=factories.pet(cast.ana))
    petra = cast.client("petra")
    assert cast.browser("petra").get("/jobs/new/exports/messages").status_code == 200
    place = petra.post("/api/v1/exports", {"kind": "messages"})["Location"]
    assert run_waiting() == 2
    assert (Job.objects.get().done, Job.objects.get().total) == (3, 3)
    assert petra.get(f"{place}/result").content.decode().count("\r\n") == 4
