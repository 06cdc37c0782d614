"""The platform's tables, over HTTP and drawn: complete, true, and never behind what the code does."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from hearth.kernel import tables, workflow
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Anyone, In, Mine, Nobody
from hearth.kernel.diagrams import Arrow, Box, Diagram, draw
from hearth.kernel.limits import limits
from hearth.kernel.models import Delivery
from hearth.kernel.workflow import Verb, Workflow
from tests.cast import Cast

WORKFLOWS, CAPABILITIES = "/api/v1/meta/workflows", "/api/v1/meta/capabilities"
PAGES = ("/developers", "/developers/workflows", "/developers/permissions")


@pytest.fixture
def new_table(monkeypatch: pytest.MonkeyPatch) -> Workflow:
    """A table that nobody has heard of yet, over the states of deliveries."""
    monkeypatch.setattr(workflow, "_WORKFLOWS", dict(workflow._WORKFLOWS))
    states = tuple(Delivery.State.values)
    return Workflow(
        name="parcel",
        field="state",
        states=states,
        verbs=(
            verb("view", states[0], states[1], label="Look inside"),
            verb("drop", states[1], states[0], label="Let fall", by_hand=False),
            verb("weigh", states[0], None, label="Weigh"),
        ),
    )


def verb(name: str, from_: str, to: str | None, *, label: str = "", by_hand: bool = True) -> Verb:
    words = label or name.capitalize()
    states = {from_} if from_ else ()
    return Verb(
        name=name, from_=states, to=to, event=f"x.{name}", label=words, explains=words, by_hand=by_hand
    )


def described(name: str) -> Any:
    return next(each for each in APIClient().get(WORKFLOWS).json()["workflows"] if each["name"] == name)


@pytest.mark.django_db
class TestWorkflows:
    def test_tells_every_table_with_its_states_and_verbs(self) -> None:
        found = {each["name"]: each for each in APIClient().get(WORKFLOWS).json()["workflows"]}
        assert set(found) == set(workflow.workflows())
        for name, table in workflow.workflows().items():
            assert [each["state"] for each in found[name]["states"]] == list(table.states)
            assert [each["verb"] for each in found[name]["verbs"]] == [each.name for each in table.verbs]
            assert found[name]["initial"] in table.states
            for told in found[name]["verbs"]:
                true = table.of[told["verb"]]
                assert set(told["from"]) == set(true.from_)
                assert (told["to"], told["by_hand"], told["event"]) == (true.to, true.by_hand, true.event)

    def test_finds_the_model_of_every_table(self) -> None:
        for name, table in workflow.workflows().items():
            assert tables.model_of(table) is not None, f"no model has the states of {name}"

    def test_tells_who_may_in_the_policys_words(self) -> None:
        for table in workflow.workflows().values():
            model = tables.model_of(table)
            assert model
            told = {each["verb"]: each for each in described(table.name)["verbs"]}
            for each in table.verbs:
                rule = Policy.of(model).actions.get(each.name)
                assert told[each.name]["rule"] == (rule.name if rule else None)
                assert rule or not each.by_hand, f"{table.name}.{each.name} has no rule"

    def test_learns_of_a_new_table_by_itself(self, new_table: Workflow) -> None:
        found = described("parcel")
        assert found["model"] == "delivery"
        assert found["verbs"][0]["rule"] == "view_audit"
        assert found["verbs"][1]["rule"] is None
        page = Client().get("/developers/workflows").content.decode()
        assert 'id="parcel"' in page
        assert 'id="parcel-drop"' in page
        assert "Look inside" in page


@pytest.mark.django_db
class TestCapabilities:
    def test_tells_every_capability_role_and_limit(self, cast: Cast) -> None:
        found = APIClient().get(CAPABILITIES).json()
        known = {each["capability"] for each in found["capabilities"]}
        assert known == set(tables.known_capabilities())
        assert all(each["explains"] for each in found["capabilities"])
        assert [each["role"] for each in found["system_roles"]] == ["SiteAdmin", "Moderator", "User"]
        for kind in found["kinds"]:
            ranks = [role["rank"] for role in kind["roles"]]
            assert ranks == sorted(ranks, reverse=True)
            assert all(set(role["capabilities"]) <= known for role in kind["roles"])
        assert {each["limit"] for each in found["limits"]} == set(limits())

    def test_agrees_with_what_a_person_is_told(self, cast: Cast) -> None:
        mine = cast.client("mona").get("/api/v1/users/me/capabilities").json()
        told = {
            each["role"]: each["capabilities"]
            for each in APIClient().get(CAPABILITIES).json()["system_roles"]
        }
        assert mine["capabilities"] == told["Moderator"]


@pytest.mark.django_db
@pytest.mark.parametrize("url", [WORKFLOWS, CAPABILITIES])
class TestAnswers:
    def test_is_the_same_for_everybody_and_cacheable(self, cast: Cast, url: str) -> None:
        anonymous, rosa = APIClient().get(url), cast.client("rosa").get(url)
        assert anonymous["Cache-Control"] == "public, s-maxage=30"
        assert rosa["Cache-Control"] == "private, no-store"
        assert anonymous.content == rosa.content

    def test_answers_304_to_what_is_known(self, url: str) -> None:
        tag = APIClient().get(url)["ETag"]
        again = APIClient().get(url, headers={"If-None-Match": f"W/{tag}"})
        assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")

    def test_refuses_what_it_does_not_understand(self, cast: Cast, url: str) -> None:
        assert APIClient().get(f"{url}?kind=pet").json()["code"] == "bad_query"
        assert APIClient().post(url, {}).status_code in (401, 405)
        assert cast.client("sam").post(url, {}).status_code == 405
        assert APIClient().get(url, headers={"Authorization": "Bearer no"}).status_code == 401


class TestPages:
    @pytest.mark.django_db
    @pytest.mark.parametrize("path", PAGES)
    def test_needs_no_style_and_no_script_of_its_own(self, path: str) -> None:
        page = Client().get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)

    @pytest.mark.django_db
    def test_says_every_state_and_verb_in_words(self) -> None:
        page = Client().get("/developers/workflows").content.decode()
        for name, table in workflow.workflows().items():
            assert f'<section class="docs__section" id="{name}"' in page
            for each in table.verbs:
                assert f'id="{name}-{each.name}"' in page
            for state in table.states:
                assert f'data-state="{state}"' in page

    @pytest.mark.django_db
    def test_says_every_capability_and_every_action(self) -> None:
        page = Client().get("/developers/permissions").content.decode()
        for capability in tables.known_capabilities():
            assert f"<code>{capability}</code>" in page
        for model, policy in Policy._of_model.items():
            assert f'id="{model._meta.label_lower.replace(".", "-")}"' in page
            assert all(f"<code>{action}</code>" in page for action in policy.actions)

    def test_sets_a_mixed_rule_in_brackets(self) -> None:
        mixed = Anyone() & (Mine("user") | In("state", ("a",)) | Nobody()) & ~(Mine("user") & Nobody())
        words = " ".join(each for _, each in tables.pieces(mixed))
        assert words == "anyone and ( yours or state_in(a) or nobody ) and not ( yours and nobody )"


def pictures() -> Iterator[Diagram]:
    for table in workflow.workflows().values():
        yield picture(table)


def picture(table: Workflow) -> Diagram:
    labels = {state: tables.spoken(state) for state in table.states}
    return draw(table, initial=tables.initial_of(table), labels=labels)


def plain(states: str, *moves: str) -> Workflow:
    """A table by initials: `ab` is a verb from a to b, `.b` one that begins in b."""
    table = object.__new__(Workflow)
    verbs = tuple(verb(f"{move}{number}", move[0].strip("."), move[1]) for number, move in enumerate(moves))
    for name, value in {"name": "x", "states": tuple(states), "verbs": verbs, "field": "state"}.items():
        object.__setattr__(table, name, value)
    return table


PLAIN = [
    plain("a"),
    plain("ab", "ab", "ab", "ba", "ba", "aa"),
    plain("abcd", "ab", "bc", "cd", "da", "db", "ca"),
    plain("abcdef", "ab", "ac", "ad", "ae", "bc", "cd", "de", "eb", "ef", "fa", "fa", "bf"),
    plain("abc", "bc"),
    plain("abcde", ".a", ".b", ".b", "ab", "bc", "ba", "cd", "de", "ea", "ec"),
    plain("abcd", "cd", "dc", "ab"),
    plain("abcdefgh", *(f"{one}{other}" for one in "abcdefgh" for other in "abcdefgh")),
]


class TestDiagrams:
    def test_has_every_state_and_every_way_from_it_once(self) -> None:
        for table in [*workflow.workflows().values(), *PLAIN]:
            drawn = draw(table, initial=table.states[0], labels={state: state for state in table.states})
            assert sorted(box.state for box in drawn.boxes) == sorted(table.states)
            ways = sorted((each.name, state) for each in table.verbs for state in each.from_ or [""])
            assert sorted((arrow.verb.name, arrow.source) for arrow in drawn.arrows) == ways

    @pytest.mark.parametrize("drawn", [*pictures(), *map(picture, PLAIN)])
    def test_stays_inside_its_frame(self, drawn: Diagram) -> None:
        for box in drawn.boxes:
            assert 0 <= box.x < box.x + box.width <= drawn.width
            assert 0 <= box.y < box.y + box.height <= drawn.height
        for arrow in drawn.arrows:
            for x, y in points(arrow.path) + points(arrow.head):
                assert 0 <= x <= drawn.width
                assert 0 <= y <= drawn.height
            assert arrow.plate[0] >= 0
            assert arrow.plate[0] + arrow.plate[2] <= drawn.width

    @pytest.mark.parametrize("drawn", [*pictures(), *map(picture, PLAIN)])
    def test_lets_no_box_and_no_label_touch_another(self, drawn: Diagram) -> None:
        labels = [arrow.plate for arrow in drawn.arrows if not arrow.stays]
        for one, other in combinations([*map(frame, drawn.boxes), *labels], 2):
            assert not overlap(one, other), (one, other)

    @pytest.mark.parametrize("drawn", [*pictures(), *map(picture, PLAIN)])
    def test_begins_and_ends_each_arrow_at_its_states(self, drawn: Diagram) -> None:
        boxes = {box.state: box for box in drawn.boxes}
        for arrow in drawn.arrows:
            if not arrow.stays:
                assert not arrow.source or touches(boxes[arrow.source], points(arrow.path)[0]), arrow
                assert touches(boxes[arrow.target], points(arrow.path)[-1]), arrow

    @pytest.mark.parametrize("drawn", [*pictures(), *map(picture, PLAIN)])
    def test_leads_no_line_through_a_box_or_anothers_label(self, drawn: Diagram) -> None:
        for arrow in drawn.arrows:
            if arrow.stays:
                continue
            for x, y in along(arrow):
                for box in drawn.boxes:
                    assert not (box.x < x < box.x + box.width and box.y < y < box.y + box.height), (
                        arrow,
                        box,
                    )
                for other in drawn.arrows:
                    left, top, width, height = other.plate
                    if other is not arrow and not other.stays:
                        assert not (left < x < left + width and top < y < top + height), (arrow, other)

    def test_draws_the_same_table_alike(self) -> None:
        assert [picture(table) for table in PLAIN] == [picture(table) for table in PLAIN]


Frame = tuple[int, int, int, int]


def frame(box: Box) -> Frame:
    return box.x, box.y, box.width, box.height


def overlap(one: Frame, other: Frame) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]


def points(path: str) -> list[tuple[int, int]]:
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def touches(box: Box, point: tuple[int, int]) -> bool:
    return point[0] in (box.x, box.x + box.width) and box.y <= point[1] <= box.y + box.height


def along(arrow: Arrow) -> Iterator[tuple[float, float]]:
    """Points on the line, read from its path data."""
    here: tuple[float, float] = (0, 0)
    for letter, rest in re.findall(r"([MLC])([^MLC]*)", arrow.path):
        given = points(rest)
        if letter != "M":
            curve = [here, *given] if letter == "C" else [here, here, given[-1], given[-1]]
            for step in range(1, 20):
                yield bezier(curve, step / 20)
        here = given[-1]


def bezier(curve: list[tuple[float, float]], t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    return x, sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
