"""Role × verb × state of applications and forms: every cell, through the policy and over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.applications.choices import FormState, Status
from apps.applications.forms import DEFAULT_FORM
from apps.applications.models import Application, ApplicationForm
from apps.applications.workflows import APPLICATION, FORM
from apps.listings.models import RescueProfile
from apps.organizations.models import Organization
from hearth.kernel.authorization import can
from hearth.kernel.authorization.policy import Policy
from tests import factories
from tests.applications import applying
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, Role, cells_of, every_cell, read_matrix, undone, undone_if

PEOPLE = ("ana", "petra", "rosa", "remy", "milo", "mona", "sam")
ROLES = {"nobody": Role(), **{name: Role(name) for name in PEOPLE}, "quinn": Role("quinn", owns=True)}
MATRIX = read_matrix(Path(__file__).with_name("matrix.txt"), list(ROLES))
FORMS = read_matrix(Path(__file__).with_name("forms.txt"), list(ROLES))
BODIES: dict[str, Any] = {
    "edit": {"applicant_info": {"adults": 3}},
    "request_info": {"message": "Is there a lift?"},
    "reject": {"reason": "time"},
    "reveal": {"reason": "support"},
    "write_message": {"text": "Hello!"},
    "write_note": {"text": "A kind voice on the phone."},
}
NAMES = {"write_message": "messages", "write_note": "notes"}

pytestmark = pytest.mark.django_db


def test_leaves_out_no_state_and_no_verb() -> None:
    whole = MATRIX["a free pet of Harbour Paws"]
    assert set(whole.states) == set(Status.values)
    routed = {verb.name for verb in APPLICATION.verbs if verb.by_hand}
    assert set(whole.blocks) == {*routed, "view", "edit", "reveal", "write_message", "write_note"}
    assert set(Policy.of(Application).actions) - set(whole.blocks) == {"view_private", "create", "browse"}
    for chapter in MATRIX.values():
        assert set(chapter.blocks) == set(whole.blocks)
    for chapter in FORMS.values():
        assert set(chapter.states) == set(FormState.values)
        assert set(chapter.blocks) == {verb.name for verb in FORM.verbs if verb.by_hand} | {"view", "edit"}


class Scene:
    """Harbour Paws with its people, and a pet as a chapter has it."""

    def __init__(self, cast: Cast, title: str, role: Role) -> None:
        self.cast, self.role = cast, role
        harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(harbour, cast.remy)
        factories.organization("Second Chance Farm", founder=cast.milo)
        if "do not decide" in title:
            RescueProfile.objects.create(organization=harbour, members_decide_applications=False)
        if "suspended" in title:
            Organization.objects.filter(pk=harbour.pk).update(status="suspended")
            harbour.refresh_from_db()
        self.organization = None if "petra" in title else harbour
        self.is_promised = "promised" in title
        self.applicant = cast.person("quinn" if role.owns else "ana")
        self.client, self.subject = cast.client(role.person), role.subject(cast)

    def application(self, state: str) -> Application:
        owner = self.cast.rosa if self.organization else self.cast.petra
        pet = factories.pet(owner, organization=self.organization, photo_state="")
        if self.is_promised:
            applying.application(pet, self.cast.person("max"), status="approved")
        return applying.application(pet, self.applicant, status=state)

    def ask(self, verb: str, row: Application) -> int:
        address = f"/api/v1/applications/{row.pk}"
        if verb == "view":
            return int(self.client.get(address).status_code)
        if verb == "edit":
            return int(self.client.patch(address, BODIES[verb]).status_code)
        return int(self.client.post(f"{address}/{NAMES.get(verb, verb)}", BODIES.get(verb, {})).status_code)


@pytest.mark.parametrize("name", ROLES)
@every_cell
def test_matrix(cast: Cast, name: str, every: bool) -> None:
    wrong = []
    for title, chapter in MATRIX.items():
        with undone():
            scene = Scene(cast, title, ROLES[name])
            rows = {state: scene.application(state) for state in chapter.states}
            for verb in chapter.blocks:
                for state, expected, asks in cells_of(chapter, verb, name, every=every):
                    with undone_if(asks):
                        found = list(cell(scene, verb, rows[state], expected, asks=asks))
                    wrong += [f"{title}: {name} would {verb} while {state}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def cell(scene: Scene, verb: str, row: Application, expected: int, *, asks: bool) -> Iterator[str]:
    """Say what is not as expected of the policy, and when the verb is tried."""
    decision = can(scene.subject, verb, row)
    if decision.allowed is (expected in REFUSED_BY_POLICY):
        yield f"the policy says {decision}"
    if asks and (code := scene.ask(verb, row)) != expected:
        yield f"{code} instead of {expected}"


@pytest.mark.parametrize("title", FORMS)
@pytest.mark.parametrize("name", ROLES)
def test_matrix_of_forms(cast: Cast, title: str, name: str) -> None:
    scene, chapter, wrong = Scene(cast, title, ROLES[name]), FORMS[title], []
    for number, state in enumerate(chapter.states):
        form = ApplicationForm.objects.create(
            organization=scene.organization, number=number + 1, state=state, **DEFAULT_FORM
        )
        address = f"/api/v1/application-forms/{form.pk}"
        for verb, rows in chapter.blocks.items():
            with undone():
                if verb == "view":
                    code = scene.client.get(address).status_code
                elif verb == "edit":
                    code = scene.client.patch(address, {"title": "What we ask"}).status_code
                else:
                    code = scene.client.post(f"{address}/{verb}", {}).status_code
            if code != rows[name][state]:
                wrong.append(f"{name} would {verb} while {state}: {code}, not {rows[name][state]}")
            if can(scene.subject, verb, form).allowed is (rows[name][state] in REFUSED_BY_POLICY):
                wrong.append(f"{name} would {verb} while {state}: the policy disagrees")
    assert not wrong, "\n".join(wrong)
