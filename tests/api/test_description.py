"""The API keeps to its own description: Schemathesis reads it and sends what it allows, and what it does not.

Every example is undone. The seed is fixed, so that the same description gives the same requests.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from apps.listings.api.views import MyPetsViewSet
from tests.api.routes import BASE, ROUTES
from tests.api.stage import CALLS, Stage, word_of
from tests.cast import Cast
from tests.matrices import undone

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.ignored_auth,
]
ROLES = ("", "rosa", "sam")
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Let requests through the WSGI door stay within the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def operations() -> dict[str, Any]:
    return read(SchemaGenerator().get_schema(request=None, public=True))


def read(description: dict[str, Any]) -> dict[str, Any]:
    """What a description knows, by the route's name."""
    schema = schemathesis.openapi.from_dict(description)
    schema.app = WSGIHandler()
    found = [result.ok() for result in schema.get_all_operations()]
    return {f"{each.method.upper()} {each.path.removeprefix(BASE)}": each for each in found}


def headers_of(cast: Cast, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {cast.token(who)}"} if who else {}


def real_ids(stage: Stage, route: str) -> dict[str, str]:
    call = stage.call(route)
    names = [part[1:-1] for part in ROUTES[route].path.split("/") if part.startswith("{")]
    return {name: word_of(call.ids.get(name, call.target)) for name in names}


@st.composite
def cases(draw: st.DrawFn, operation: Any, stage: Stage, route: str) -> Any:
    """What the description allows or forbids, mostly sent to a row that is there, sometimes nearly right."""
    call = stage.call(route)
    mode = draw(
        st.sampled_from([POSITIVE, POSITIVE, NEGATIVE] if operation.body or operation.query else [POSITIVE])
    )
    case = draw(operation.as_strategy(generation_mode=mode))
    if case.path_parameters and draw(st.integers(0, 4)):
        case.path_parameters = real_ids(stage, route)
    if draw(st.booleans()):
        case.headers = {**(case.headers or {}), **call.headers}
    if isinstance(case.body, dict) and draw(st.booleans()):
        kept = draw(st.sets(st.sampled_from(sorted(call.body)))) if call.body else set()
        case.body = {**case.body, **{name: call.body[name] for name in kept}}
    return case


def failures(stage: Stage, operations: dict[str, Any], who: str, examples: int) -> Iterator[str]:
    for route in CALLS:
        send = sender(stage, operations[route], route, who, examples)
        try:
            send()
        except FailureGroup as error:
            yield f"{who or 'nobody'}, {route}: {error}"


def sender(stage: Stage, operation: Any, route: str, who: str, examples: int) -> Callable[[], None]:
    headers = headers_of(stage.cast, who)

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(operation, stage, route))
    def send(case: Any) -> None:
        with undone():
            case.call_and_validate(headers=headers, checks=CHECKS)

    return send


def test_every_good_call_is_answered_as_described(stage: Stage, operations: dict[str, Any]) -> None:
    wrong = []
    for route in CALLS:
        call, operation = stage.call(route), operations[route]
        body = {"body": call.body, "media_type": "application/json"} if operation.body else {}
        case = operation.Case(path_parameters=real_ids(stage, route), headers={**call.headers}, **body)
        try:
            with undone():
                answer = case.call_and_validate(headers=headers_of(stage.cast, call.who), checks=CHECKS)
        except FailureGroup as error:
            wrong.append(f"{route}: {error}")
        else:
            assert answer.status_code == call.code, route
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("who", ROLES)
def test_keeps_to_its_description(stage: Stage, operations: dict[str, Any], who: str) -> None:
    wrong = list(failures(stage, operations, who, 2))
    assert not wrong, "\n\n".join(wrong)


def test_would_notice_what_it_does_not_tell(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: an answer and a field that nobody told of, a list that asks for no sign-in."""
    description = SchemaGenerator().get_schema(request=None, public=True)
    del description["paths"]["/api/v1/pets"]["post"]["responses"]["422"]
    description["components"]["schemas"]["User"]["required"].append("shoe_size")
    operations = read(description)
    monkeypatch.setattr(MyPetsViewSet, "needs_identity", False)
    for route, who, words in (
        ("POST pets", "rosa", "Undocumented status code"),
        ("GET users/me", "rosa", "shoe_size"),
        ("GET users/me/pets", "", "API accepts requests without authentication"),
    ):
        with pytest.raises(FailureGroup, match=words):
            sender(stage, operations[route], route, who, 10)()


@pytest.mark.soak
@pytest.mark.parametrize("who", [*ROLES, "ana", "petra", "milo", "mona", "quinn"])
def test_keeps_to_its_description_for_long(stage: Stage, operations: dict[str, Any], who: str) -> None:
    wrong = list(failures(stage, operations, who, 100))
    assert not wrong, "\n\n".join(wrong)
