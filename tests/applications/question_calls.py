"""The routes about questions and blocks as the tests that walk every route need them."""

from typing import Any

from tests import factories
from tests.api.calls import Call, GoodCall, decision
from tests.applications import asked


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.asked_about = factories.pet(cast.petra, name="Asked about", photo_state="")
    for status in ("pending", "answered", "published", "hidden"):
        made = asked.question(stage.asked_about, cast.ana, status=status)
        setattr(stage, f"{status}_question", made)
    stage.quiet = factories.organization("Quiet Corner", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=stage.quiet, name="Quiet", photo_state="")
    stage.question_for_quiet = asked.question(pet, cast.petra)
    stage.block = asked.block(cast.milo, by=cast.petra, note="He asked the same every day.")


CALLS: dict[str, GoodCall] = {
    "GET pets/{parent}/questions": lambda s: Call("", s.asked_about),
    "POST pets/{parent}/questions": lambda s: Call(
        "rosa", s.asked_about, {"text": "Does he like the rain?"}, code=201
    ),
    "GET users/me/questions": lambda s: Call("ana"),
    "GET users/me/questions/received": lambda s: Call("petra"),
    "GET organizations/{parent}/questions": lambda s: Call("rosa", s.quiet),
    "GET questions/{id}": lambda s: Call("", s.published_question),
    "GET questions/{id}/actions": lambda s: Call("petra", s.pending_question),
    "PATCH questions/{id}": lambda s: Call("ana", s.pending_question, {"text": "And the snow?"}),
    "POST questions/{id}/answer": lambda s: Call("petra", s.pending_question, {"answer": "He loves it."}),
    "POST questions/{id}/answer_and_publish": lambda s: Call(
        "petra", s.pending_question, {"answer": "He loves it."}
    ),
    "POST questions/{id}/publish": lambda s: Call("petra", s.answered_question),
    "POST questions/{id}/hide": lambda s: Call("petra", s.published_question),
    "POST questions/{id}/reject": lambda s: Call("petra", s.pending_question, {"reason": "off_topic"}),
    "POST questions/{id}/withdraw": lambda s: Call("ana", s.pending_question),
    "POST questions/{id}/reveal": lambda s: Call("sam", s.pending_question, {"reason": "support"}),
    "POST questions/{id}/remove": decision("mona", "published_question", reason="private"),
    "GET users/me/blocks": lambda s: Call("petra"),
    "POST users/me/blocks": lambda s: Call(
        "petra", body={"question": str(s.pending_question.pk), "note": "Rude."}, code=201
    ),
    "GET organizations/{parent}/blocks": lambda s: Call("rosa", s.quiet),
    "POST organizations/{parent}/blocks": lambda s: Call(
        "rosa", s.quiet, {"question": str(s.question_for_quiet.pk)}, code=201
    ),
    "GET blocks/{id}": lambda s: Call("petra", s.block),
    "GET blocks/{id}/actions": lambda s: Call("petra", s.block),
    "DELETE blocks/{id}": lambda s: Call("petra", s.block, code=204),
}

_BLOCK: dict[str, set[str]] = {
    "question": set(),
    "application": set(),
    "message": set(),
    "note": {"note"},
}
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST pets/{parent}/questions": {"text": {"text"}},
    "PATCH questions/{id}": {"text": {"text"}},
    "POST questions/{id}/answer": {"answer": {"answer"}},
    "POST questions/{id}/answer_and_publish": {"answer": {"answer"}, "confirmed": set()},
    "POST questions/{id}/publish": {"confirmed": set()},
    "POST questions/{id}/hide": {},
    "POST questions/{id}/reject": {"reason": {"refusal"}},
    "POST questions/{id}/withdraw": {},
    "POST questions/{id}/reveal": {"reason": set(), "note": set()},
    "POST questions/{id}/remove": {"reason": set(), "note": set()},
    "POST users/me/blocks": _BLOCK,
    "POST organizations/{parent}/blocks": _BLOCK,
    "DELETE blocks/{id}": {},
}

_READ = {
    *("id", "pet", "pet_name", "answered_by", "status", "is_public", "reason", "reason_label", "asked_by"),
    *("contact_details", "created_at", "answered_at", "published_at", "version"),
}
_BLOCK_READ = {"id", "name", "organization", "made_by", "created_at", "version"}
IGNORED: dict[str, set[str]] = {
    "POST pets/{parent}/questions": {*_READ, "answer"},
    "PATCH questions/{id}": {*_READ, "answer"},
    "POST users/me/blocks": _BLOCK_READ,
    "POST organizations/{parent}/blocks": _BLOCK_READ,
}

SECOND_VALUES: dict[str, dict[str, Any]] = {
    "PATCH questions/{id}": {"text": "Or the wind?"},
}

_BY_STATUS = {"status"}
FILTERS: dict[str, set[str]] = {
    "GET pets/{parent}/questions": set(),
    "GET users/me/questions": _BY_STATUS,
    "GET users/me/questions/received": _BY_STATUS,
    "GET organizations/{parent}/questions": _BY_STATUS,
    "GET users/me/blocks": set(),
    "GET organizations/{parent}/blocks": set(),
}

VISITS = {
    "questions/": lambda s: {"id": s.pending_question, "verb": "answer"},
    "block/": lambda s: {"source": "question", "id": s.question_for_quiet},
    "blocks/": lambda s: {"id": s.block},
}
