"""The shape of the project, which no compiler checks: arrows, rooms, names, classifications."""

import ast
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Field

from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.roles import known_capabilities
from hearth.kernel.fields import inventory
from hearth.kernel.workflow import workflows

ROOT = settings.ROOT
SHARED = {"accounts", "organizations", "media", "moderation", "curation", "notifications"}
LOWER_ROOMS = {"services", "workflows", "policies", "querysets", "models", "choices", "ages"}
UPPER_ROOMS = {"admin", "api", "pages", "handlers", "desk"}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def sources(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def broken_arrows(path: Path, names: Iterator[str]) -> Iterator[str]:
    """Say in words which arrows of one file turn round."""
    parts = path.relative_to(ROOT).parts
    here = "/".join(parts)
    for name in names:
        words = name.split(".")
        if parts[:3] == ("platform", "hearth", "kernel") and words[0] == "apps":
            yield f"{here}: the kernel imports an app ({name})"
        if parts[:3] == ("platform", "hearth", "kernel") and words[:2] == ["hearth", "local"]:
            yield f"{here}: the kernel imports the embedded default ({name})"
        if parts[0] == "apps" and words[:2] == ["hearth", "local"]:
            yield f"{here}: an app imports the embedded default ({name})"
        if parts[0] != "apps" or words[0] != "apps" or len(words) < 3 or len(parts) < 3:
            continue
        mine, room = parts[1], parts[2].removesuffix(".py")
        other, other_room = words[1], words[2]
        if mine in SHARED and other not in SHARED:
            yield f"{here}: the shared app {mine} imports the community app {other} ({name})"
        if room in LOWER_ROOMS and other_room in UPPER_ROOMS:
            yield f"{here}: {room} may not reach up to {other_room} ({name})"
        if mine != other and other_room in {"admin", "handlers", "workflows"}:
            yield f"{here}: other apps' {other_room} are theirs alone ({name})"
        if (mine, other) in {
            ("moderation", "organizations"),
            ("moderation", "media"),
            ("accounts", "listings"),
        }:
            yield f"{here}: {mine} does not know {other} ({name})"


def test_arrows_point_one_way() -> None:
    files = sources("apps", "platform/hearth")
    assert len(files) > 80
    found = [words for path in files for words in broken_arrows(path, imports_of(path))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("place", "imported"),
    [
        ("platform/hearth/kernel/workflow.py", "apps.listings.models"),
        ("apps/moderation/services/queue.py", "apps.organizations.models"),
        ("apps/media/models.py", "apps.listings.models"),
        ("apps/listings/services.py", "apps.listings.api.views"),
        ("apps/listings/services.py", "hearth.local.issuer"),
        ("apps/listings/pages/own.py", "apps.media.admin"),
    ],
)
def test_would_notice_an_arrow_that_turns_round(place: str, imported: str) -> None:
    assert list(broken_arrows(ROOT / place, iter([imported])))


def test_platform_is_pythons_own_module() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert platform.__file__ == sys.modules["platform"].__file__
    assert platform.python_version()
    assert not Path(platform.__file__ or "").is_relative_to(ROOT / "platform")


def test_every_field_is_classified() -> None:
    forgotten = [f"{model.__name__}.{field.name}" for model, field, found in inventory() if found is None]
    assert not forgotten


def test_inventory_sees_our_models() -> None:
    seen = {(model.__name__, field.name) for model, field, _ in inventory()}
    assert {("User", "email"), ("Pet", "bonded_with"), ("Event", "actor"), ("Pet", "version")} <= seen
    assert all(isinstance(field, Field) for _, field, _ in inventory())


def test_every_model_of_ours_is_in_the_admin_and_has_a_policy() -> None:
    for model in apps.get_models():
        if model.__module__.startswith(("apps.", "hearth.")):
            assert admin.site.is_registered(model), model
            assert Policy.of(model).actions["view"]


def test_every_verb_by_hand_has_a_rule_in_the_policy() -> None:
    """The table of each workflow; reviewed."""
    models = {"pet": "listings.Pet", "placement": "listings.Pet"}
    models |= {"organization": "organizations.Organization", "media": "media.MediaFile"}
    models |= {name.lower(): f"organizations.{name}" for name in ("Membership", "Invitation", "Handover")}
    models |= {"user": "accounts.User", "job": "kernel.Job", "saved_search": "alerts.SavedSearch"}
    models |= {"report_case": "moderation.ReportCase", "appeal": "moderation.Appeal"}
    models |= dict.fromkeys(("question", "question_standing"), "applications.Question")
    models |= {"message": "applications.Message", "application": "applications.Application"}
    models |= {"application_form": "applications.ApplicationForm"}
    models |= {"pet_line": "applications.PetLine", "turn": "applications.Turn"}
    models |= {"ride": "rides.Ride", "ride_moderation": "rides.Ride", "series": "rides.Series"}
    models |= {"participation": "rides.Participation", "route": "rides.Route"}
    assert models.keys() == workflows().keys()
    for name, workflow in workflows().items():
        actions = Policy.of(apps.get_model(models[name])).actions
        assert {verb.name for verb in workflow.verbs if verb.by_hand} <= actions.keys(), name


def test_capabilities_are_those_of_the_domain() -> None:
    """What a role may carry; reviewed."""
    assert known_capabilities().keys() == {
        "manage_platform",
        "manage_all_organizations",
        "review_content",
        "curate_featured",
        "view_audit",
        "prepare_organization",
        "manage_organization",
        "manage_members",
        "transfer_ownership",
        "manage_listings",
        "answer_questions",
        "decide_applications",
        "participate_rides",
        "lead_rides",
        "manage_rides",
    }
