"""What holds for every route and every model holds for a community that the platform has never heard of."""

import json
import warnings
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.renderers import JSONRenderer

from hearth.kernel.authorization import Policy
from hearth.kernel.fields import inventory, people_named_in, tie_of
from hearth.kernel.waitlist import waitlists
from tests.api.routes import ROUTES
from tests.api.stage import Stage
from tests.api.walking import complaints, method_complaints
from tests.api.writable import WRITABLE
from tests.cast import Cast
from tests.example import lending
from tests.example.calls import CALLS, FILTERS
from tests.example.sheds.api.serializers import ToolSerializer
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOAN, LOANS, TOOL

pytestmark = pytest.mark.django_db

OURS = {name: route for name, route in ROUTES.items() if route.view.__module__.startswith("tests.example.")}


def test_every_route_has_a_good_call_and_says_what_it_writes() -> None:
    assert OURS.keys() == CALLS.keys()
    assert {name for name, route in OURS.items() if route.method != "GET"} <= WRITABLE.keys()
    assert {name for name, route in OURS.items() if route.is_list} == FILTERS.keys()


def test_every_route_keeps_every_rule(stage: Stage) -> None:
    wrong = [f"{name}: {words}" for name, route in OURS.items() for words in complaints(route, stage)]
    paths = {route.path for route in OURS.values()}
    wrong += [f"{path}: {words}" for path in paths for words in method_complaints(path, stage)]
    assert not wrong, "\n".join(wrong)


def test_its_answers_are_described(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "api.yaml"))


def test_its_tables_say_what_each_column_is_and_who_may_see_a_row() -> None:
    for model in apps.get_app_config("sheds").get_models():
        assert admin.site.is_registered(model)
        assert Policy.of(model).actions["view"]
        assert not [field for field in people_named_in(model) if not tie_of(field)]
    own = [(field, found) for model, field, found in inventory() if model in (Tool, Loan)]
    assert len(own) > 20
    assert not [field for field, found in own if found is None]
    for workflow, model in ((TOOL, Tool), (LOAN, Loan)):
        by_hand = {verb.name for verb in workflow.verbs if verb.by_hand}
        assert by_hand <= Policy.of(model).actions.keys()
    assert LOANS in waitlists()


def test_its_migrations_are_complete() -> None:
    call_command("makemigrations", "sheds", check=True, dry_run=True, verbosity=0)


def test_its_admin_shows_to_reviewers_what_there_is(cast: Cast, stage: Stage) -> None:
    browser = cast.browser("mona")
    for model in ("tool", "loan"):
        assert browser.get(f"/admin/sheds/{model}/").status_code == 200
    assert browser.get(f"/admin/sheds/tool/{stage.ladder.pk}/change/").status_code == 200


def test_hot_list_says_what_the_serializer_says_and_notices_who_borrows(stage: Stage) -> None:
    client, address = stage.cast.client(), "/api/v1/tools"
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert len(queries) == 1
    shown = Tool.objects.shown().order_by("-published_at", "-id")
    assert answer.json()["results"] == json.loads(
        JSONRenderer().render(ToolSerializer(shown, many=True).data)
    )
    seen = {"If-None-Match": answer["ETag"]}
    assert client.get(address, headers=seen).status_code == 304
    lending.borrowed(stage.ladder, stage.cast.remy)
    assert client.get(address, headers=seen).status_code == 200
