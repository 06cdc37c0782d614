"""Role × verb × state of clubs over HTTP, and what follows from a role: every cell of clubs.txt."""

from pathlib import Path
from typing import Any

import pytest

from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import can
from hearth.kernel.authorization.roles import roles_of
from tests import factories
from tests.cast import Cast
from tests.matrices import REFUSED_BY_POLICY, read_matrix, undone
from tests.rides.riding import ride

ROLES = {
    "nobody": ("", ""),
    "stranger": ("ana", ""),
    "member": ("petra", "member"),
    "leader": ("lee", "ride_leader"),
    "captain": ("carlo", "ride_captain"),
    "admin": ("rosa", "admin"),
    "owner": ("olga", "owner"),
    "neighbour": ("milo", ""),
    "mona": ("mona", ""),
    "sam": ("sam", ""),
}
"""The person of the cast, and their role in the club; the neighbour owns another one."""
STANDINGS = ("none", "pending", "active", "suspended", "left", "rejected", "removed")
HERE = Path(__file__)
CLUB = read_matrix(HERE.with_name("clubs.txt"), list(ROLES))["Harbour Wheelers"]
JOINING = read_matrix(HERE.with_name("joining.txt"), list(STANDINGS))["Joining"]
WORDS: dict[str, Any] = {
    "suspend": {"reason": "rules"},
    "archive": {"reason": "closed"},
    "change_slug": {"slug": "harbour-spokes"},
}
OF_OTHERS = frozenset({"join", "people", "plan"})
"""What a request asks for that is no action of the organisation's own policy."""

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self, cast: Cast, name: str) -> None:
        person, role = ROLES[name]
        factories.organization("Bay Riders", founder=cast.milo, kind="club")
        self.clubs = {state: self.club(cast, state, person, role) for state in CLUB.states}
        self.client = cast.client(person)
        self.subject = cast.subject(person) if person else None

    def club(self, cast: Cast, state: str, person: str, role: str) -> Organization:
        made = factories.organization(
            "Wheelers", founder=cast.olga, kind="club", status=state, slug=f"{state}-club", join_policy="open"
        )
        if state == "pending":
            factories.review_item(made, kind="organization", submitter=cast.olga)
        if role and person != "olga":
            factories.membership(made, cast.person(person), role)
        return made

    def ask(self, verb: str, club: Organization) -> Any:
        address, shared = f"/api/v1/clubs/{club.pk}", f"/api/v1/organizations/{club.pk}"
        if verb == "view":
            return self.client.get(address)
        if verb == "edit":
            return self.client.patch(address, {"phone": "5550 0100"})
        if verb == "people":
            return self.client.get(f"{address}/memberships")
        if verb == "join":
            return self.client.post(f"{address}/memberships", {})
        if verb == "plan":
            starts = {"starts_at": "2027-05-01T20:00:00Z", "meeting_point": "Fountain"}
            return self.client.post(f"{address}/rides", {"title": "Loop", **starts})
        if verb == "change_settings":
            return self.client.patch(f"{shared}/settings", {"guests_each": 3})
        seen = {"If-Match": f'"{club.version}-seen"'} if verb == "suspend" else {}
        return self.client.post(f"{shared}/{verb}", WORDS.get(verb, {}), headers=seen)


@pytest.mark.parametrize("name", ROLES)
def test_club(cast: Cast, name: str) -> None:
    """The cells over HTTP and by the policy; what `…/actions` says is what the calls are answered."""
    scene, wrong, rules = Scene(cast, name), [], {}
    for verb, rows in CLUB.blocks.items():
        for state, expected in rows[name].items():
            club = scene.clubs[state]
            with undone():
                answer = scene.ask(verb, club)
            code = answer.status_code
            rules[verb, state] = answer.json().get("rule") if code in (403, 409) else None
            if code != expected:
                wrong.append(f"{name} would {verb} while {state}: {code} instead of {expected}")
            if verb in OF_OTHERS or scene.subject is None:
                continue
            if can(scene.subject, verb, club).allowed is (expected in REFUSED_BY_POLICY):
                wrong.append(
                    f"{name}: the policy of {verb} while {state} says {can(scene.subject, verb, club)}"
                )
    for state, club in scene.clubs.items():
        answer = scene.client.get(f"/api/v1/clubs/{club.slug}/actions")
        said = answer.json() if answer.status_code == 200 else []
        found = {row["action"]: row["allowed"] for row in said if row["action"] in CLUB.blocks}
        seen = CLUB.blocks["view"][name][state] == 200
        promised = {verb: rows[name][state] < 300 for verb, rows in CLUB.blocks.items() if verb != "people"}
        if found != (promised if seen else {}):
            wrong.append(f"{name} while {state}: …/actions says {found}")
        for row in said:
            rule = rules.get((row["action"], state))
            if rule is not None and row["action"] in ("join", "plan") and rule != row["rule"]:
                wrong.append(f"{name} while {state}: {row}, the call says {rule}")
    assert not wrong, "\n".join(wrong)


def test_joining_by_policy_and_standing(cast: Cast) -> None:
    """What somebody gets who asks to join, whether they are in at once, and what they are told beforehand."""
    wrong = []
    for standing, cells in JOINING.blocks["ask"].items():
        for policy, code in cells.items():
            with undone():
                club = factories.organization("Wheelers", founder=cast.olga, kind="club", join_policy=policy)
                if standing != "none":
                    factories.membership(club, cast.ana, status=standing)
                ana, address = cast.client("ana"), f"/api/v1/clubs/{club.pk}"
                said = {row["action"]: row for row in ana.get(f"{address}/actions").json()}["join"]
                asked = ana.post(f"{address}/memberships", {"message": "Hi"})
                inside = int("participate_rides" in capabilities(cast, "ana", club))
            expected = code, JOINING.blocks["is_in"][standing][policy]
            if (found := (asked.status_code, inside)) != expected:
                wrong.append(f"{standing} in {policy}: {found} instead of {expected}")
            refused = "" if asked.status_code == 201 else asked.json()["rule"]
            if said["allowed"] is bool(refused) or (refused and said["rule"] != refused):
                wrong.append(f"{standing} in {policy}: …/actions says {said}, the call {refused}")
    assert not wrong, "\n".join(wrong)


def capabilities(cast: Cast, who: str, club: Organization) -> set[str]:
    answer = cast.client(who).get(f"/api/v1/users/me/capabilities?organization={club.pk}")
    return set(answer.json()["capabilities"])


RIDES = {"participate_rides"}
LEADS = RIDES | {"lead_rides"}
RUNS = LEADS | {"manage_rides"}
MANAGES = RUNS | {"manage_organization", "manage_members"}
OF_ROLE = {
    "owner": MANAGES | {"transfer_ownership"},
    "admin": MANAGES,
    "ride_captain": RUNS,
    "ride_leader": LEADS,
    "member": RIDES,
}
"""The table of the five roles, as the platform promises it."""


def test_each_role_has_exactly_the_capabilities_of_its_table(cast: Cast) -> None:
    """Derived for each request: no state, suspension or change leaves anything behind."""
    club = factories.organization("Wheelers", founder=cast.olga, kind="club")
    place = factories.membership(club, cast.ana)
    assert tuple(OF_ROLE) == roles_of("club")
    client = cast.client("ana")
    tables = client.get("/api/v1/meta/capabilities").json()["kinds"]
    (table,) = [kind for kind in tables if kind["kind"] == "club"]
    assert {row["role"]: set(row["capabilities"]) for row in table["roles"]} == OF_ROLE
    for role, expected in OF_ROLE.items():
        Membership.objects.filter(pk=place.pk).update(role=role)
        assert capabilities(cast, "ana", club) == expected
        for status in set(Membership.Status.values) - {"active"}:
            never = {"joined_at": None} if status in ("pending", "rejected", "withdrawn") else {}
            with undone():
                Membership.objects.filter(pk=place.pk).update(status=status, **never)
                assert capabilities(cast, "ana", club) == set(), (role, status)
        for state in ("pending", "rejected", "suspended", "archived"):
            Organization.objects.filter(pk=club.pk).update(status=state)
            prepares = role == "owner" and state in ("pending", "rejected")
            assert capabilities(cast, "ana", club) == ({"prepare_organization"} if prepares else set())
        Organization.objects.filter(pk=club.pk).update(status="approved")
    assert capabilities(cast, "sam", club).isdisjoint(MANAGES | {"transfer_ownership"})
    stored = {field.name for field in (*Membership._meta.get_fields(), *Organization._meta.get_fields())}
    assert not {name for name in stored if "capab" in name or "permission" in name}


def test_revoked_membership_is_refused_on_the_next_request(cast: Cast) -> None:
    club = factories.organization("Wheelers", founder=cast.olga, kind="club")
    place = factories.membership(club, cast.carlo, "ride_captain")
    loop, carlo = ride(club, cast.carlo), cast.client("carlo")
    rides = f"/api/v1/clubs/{club.pk}/rides"
    given = {"title": "Loop", "starts_at": "2027-05-01T20:00:00Z", "meeting_point": "Fountain"}
    assert carlo.post(rides, given).status_code == 201
    gone = cast.client("olga").post(f"/api/v1/memberships/{place.pk}/remove", {"reason": "conduct"})
    assert gone.status_code == 200
    assert carlo.post(rides, given).status_code == 403
    assert carlo.get(f"/api/v1/rides/{loop.pk}").status_code == 404
    assert carlo.get(f"/api/v1/clubs/{club.pk}/memberships").json()["results"] == []
    assert capabilities(cast, "carlo", club) == set()
