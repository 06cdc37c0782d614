"""The routes about reports, decisions and appeals as the tests that walk every route need them."""

from typing import Any

from apps.moderation.models import Decision
from apps.moderation.services import decide, file_appeal, file_report
from tests import factories
from tests.api.calls import Call, GoodCall


def set_stage(stage: Any) -> None:
    cast = stage.cast
    reported = factories.pet(cast.petra, name="Reported", photo_state="")
    given: dict[str, Any] = {
        "kind": "pet",
        "target": reported.pk,
        "reason": "scam",
        "note": "It asked for money.",
    }
    stage.report, _ = file_report(by=cast.subject("ana"), **given)
    stage.report_case = stage.report.case
    stage.against_petra = taken_down(stage, "Taken down")
    file_appeal(taken_down(stage, "Appealed"), by=cast.subject("petra"), text="Look at it again.")


def taken_down(stage: Any, name: str) -> Decision:
    pet = factories.pet(stage.cast.petra, name=name, photo_state="")
    return decide(pet, by=stage.cast.subject("mona"), action="remove", reason="scam", seen_version=1)


CALLS: dict[str, GoodCall] = {
    "GET users/me/reports": lambda s: Call("ana"),
    "POST reports": lambda s: Call(
        "ana",
        body={"kind": "pet", "target": str(s.shown.pk), "reason": "scam", "note": "Again!"},
        code=201,
    ),
    "GET reports/{id}": lambda s: Call("ana", s.report),
    "GET reports/{id}/actions": lambda s: Call("ana", s.report),
    "GET report-cases/{id}": lambda s: Call("mona", s.report_case),
    "GET report-cases/{id}/actions": lambda s: Call("mona", s.report_case),
    "POST report-cases/{id}/reveal": lambda s: Call("mona", s.report_case, {"reason": "safety"}),
    "GET users/me/decisions": lambda s: Call("petra"),
    "GET decisions/{id}": lambda s: Call("petra", s.against_petra),
    "GET decisions/{id}/actions": lambda s: Call("petra", s.against_petra),
    "POST decisions/{parent}/appeal": lambda s: Call(
        "petra", s.against_petra, {"text": "It is no scam."}, code=201
    ),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST reports": {"kind": {"kind"}, "target": {"target_id"}, "reason": {"reason"}, "note": {"note"}},
    "POST report-cases/{id}/reveal": {"reason": {"reason"}, "note": {"note"}},
    "POST decisions/{parent}/appeal": {"text": {"text"}},
}

FILTERS: dict[str, set[str]] = {"GET users/me/reports": set(), "GET users/me/decisions": set()}

VISITS = {
    "report/": lambda s: {"kind": "pet", "id": s.shown},
    "report-cases/": lambda s: {"id": s.report_case},
    "decisions/": lambda s: {"id": s.against_petra},
}
