"""Erasure in place: nothing personal is left anywhere, everybody else's things are as they were."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings

from apps.accounts import erasure
from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from apps.accounts.services import erase_person
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.moderation.models import Decision
from apps.organizations.models import Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.fields import KEPT, inventory, tie_of
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Conflict
from hearth.local import issuer
from tests import factories
from tests.accounts.life import files_in, live, mark, places_of, told_about
from tests.accounts.people import avatar
from tests.cast import Cast

ME = "/api/v1/users/me"
CANARY, OTHER = "zyxcanary", "otherbird"

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_lives(cast: Cast) -> Organization:
    """Ana and Petra have both done everything that one can do here."""
    rescue = live(cast.ana, among=cast.rosa, reviewed_by=cast.mona)
    live(cast.petra, among=cast.rosa, reviewed_by=cast.mona)
    return rescue


def test_scene_leaves_out_no_table(cast: Cast, two_lives: Organization) -> None:
    """A new table about people needs a row in `life.live`, or nobody knows that erasure reaches it."""
    reached = {rows.model for rows in rows_about(cast.ana) if rows.all().exists()}
    tied = {model for model, field, _ in inventory() if (tie := tie_of(field)) and tie.about}
    assert reached == tied


def test_leaves_no_word_of_theirs_anywhere(cast: Cast, two_lives: Organization, settings: Any) -> None:
    settings.STRAVA_CLIENT_ID = ""  # nobody answers for Strava here; `tests/integrations` has it told
    address = cast.ana.email
    mark(cast.ana, CANARY)
    mark(cast.petra, OTHER)
    assert len(list(places_of(CANARY))) > 8
    before = told_about(cast.petra)
    assert cast.client("ana").delete(ME).status_code == 204
    drain()
    assert list(places_of(CANARY)) == []
    assert list(places_of(address)) == []
    assert list(places_of("Ana Ruiz")) == []
    assert told_about(cast.petra) == before
    assert not Delivery.objects.exclude(state="done").exists()


def test_would_notice_a_column_that_stays(cast: Cast, two_lives: Organization, monkeypatch: Any) -> None:
    """The negative control: one column forgotten, one place found."""
    mark(cast.ana, CANARY)
    field = Decision._meta.get_field("note")
    monkeypatch.setattr(field, "classification", replace(field.classification, erased=KEPT))
    erase_person(cast.ana, by=cast.subject("ana"))
    drain()
    assert list(places_of(CANARY)) == ["2 in moderation.Decision"]


def test_keeps_the_row_and_the_pseudonym(cast: Cast, two_lives: Organization) -> None:
    ana = cast.ana
    cast.client("ana").patch(ME, {"phone": "5550 0124"})
    cast.client("ana").delete(ME)
    gone = User.objects.get(pk=ana.pk)
    assert (gone.status, gone.display_name, gone.system_role) == ("erased", "Former member", "user")
    assert (gone.email, gone.email_verified, gone.phone, gone.avatar, gone.last_login) == (
        *(None, False, "", None, None),
    )
    assert Event.objects.get(name="user.edited").actor_id == ana.pk
    event = Event.objects.get(name="user.erased")
    assert (event.actor_id, event.from_state, event.to_state) == (ana.pk, "active", "erased")
    assert event.reason == "own_wish"


def test_withdraws_own_listings_and_keeps_those_of_organisations(cast: Cast, two_lives: Organization) -> None:
    shared = Pet.objects.get(name="Shared with ana")
    own = Pet.objects.get(user=cast.ana, moderation="pending")
    cast.client("ana").delete(ME)
    drain()
    own.refresh_from_db()
    assert (own.moderation, own.name, own.description) == ("withdrawn", "A pet", "")
    assert not own.photos.exists()
    assert not Pet.objects.filter(name="Sketch", user=own.user).exists()
    assert Pet.objects.get(pk=shared.pk).description == shared.description
    photo = PetPhoto.objects.select_related("media").get(pet=shared)
    assert photo.media.organization == two_lives
    assert MediaFile.objects.filter(owner=cast.petra).exists()


def test_keeps_the_logo_that_an_organisation_shows(cast: Cast, two_lives: Organization) -> None:
    logo = factories.photo(cast.ana)
    Organization.objects.filter(pk=two_lives.pk).update(logo=logo)
    cast.client("ana").delete(ME)
    drain()
    assert MediaFile.objects.get(pk=logo.pk).organization == two_lives


def test_leaves_organisations(cast: Cast, two_lives: Organization) -> None:
    cast.client("ana").delete(ME)
    assert not two_lives.memberships.live().filter(user__status="erased").exists()
    assert two_lives.memberships.filter(user__status="erased", status="left").count() == 1


def test_sweeps_up_what_came_late(cast: Cast) -> None:
    """Another request of theirs, let in a moment before, writes a moment after."""
    ana = cast.ana
    cast.client("ana").delete(ME)
    late = factories.pet(User.objects.get(pk=ana.pk), moderation="pending")
    drain()
    late.refresh_from_db()
    assert (late.moderation, late.name, late.description) == ("withdrawn", "A pet", "")


# Coming back ----------------------------------------------------------------------------------------
def test_refuses_a_token_that_is_still_valid(cast: Cast) -> None:
    ana = cast.client("ana")
    assert ana.delete(ME).status_code == 204
    people = User.objects.count()
    for path in (ME, "/api/v1/pets"):
        refused = ana.get(path)
        assert (refused.status_code, refused.json()["detail"]) == (401, "This account is gone.")
    assert ana.post("/api/v1/users").status_code == 401
    assert User.objects.count() == people


def test_knows_the_erased_after_the_key_was_changed(cast: Cast, settings: Any) -> None:
    ana, old = cast.client("ana"), settings.SECRET_KEY
    ana.delete(ME)
    with override_settings(SECRET_KEY="another" * 10, SECRET_KEY_FALLBACKS=[old]):
        assert ana.get(ME).status_code == 401
    assert User.objects.count() == 1


def test_lets_nobody_pick_the_erased(cast: Cast) -> None:
    cast.client("ana").delete(ME)
    assert cast.client().post("/sign-in", {"person": "ana"}).status_code in (403, 404)
    assert User.objects.filter(cognito_sub=issuer.PEOPLE["ana"].sub).count() == 0


def test_ends_sessions_and_deletes_them(cast: Cast) -> None:
    browser, other = cast.browser("ana"), cast.browser("petra")
    cast.client("ana").delete(ME)
    assert browser.get(ME).status_code == 401
    drain()
    assert [row.get_decoded()["_auth_user_id"] for row in Session.objects.all()] == [str(cast.petra.pk)]
    assert other.get(ME).status_code == 200


# Who may not go -------------------------------------------------------------------------------------
def test_asks_the_apps_first(cast: Cast, monkeypatch: Any) -> None:
    """Whatever an app refuses with is the answer, and nothing happened."""
    asked: list[User] = []

    def refuse(person: User) -> None:
        asked.append(person)
        raise Conflict("Hand it over first.", organizations=[{"name": "Harbour Paws"}])

    monkeypatch.setattr(erasure, "_checks", [refuse])
    answer = cast.client("ana").delete(ME)
    assert (answer.status_code, answer.json()["organizations"]) == (409, [{"name": "Harbour Paws"}])
    assert asked == [cast.ana]
    assert cast.ana.is_active


def test_undoes_everything_when_a_step_breaks(cast: Cast, two_lives: Organization, monkeypatch: Any) -> None:
    def breaks(person: User) -> None:
        raise Conflict("Not now.")

    monkeypatch.setattr(erasure, "_steps", [*erasure._steps, breaks])
    before = told_about(cast.ana)
    assert cast.client("ana").delete(ME).status_code == 409
    assert told_about(cast.ana) == before


def test_lists_the_organisations_that_would_be_left_alone(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    answer = cast.client("rosa").delete(ME)
    assert answer.status_code == 409
    assert [row["name"] for row in answer.json()["organizations"]] == ["Harbour Paws"]
    assert cast.rosa.is_active


def test_erases_only_the_version_that_was_seen(cast: Cast) -> None:
    ana = cast.client("ana")
    assert ana.delete(ME, headers={"If-Match": '"7-x"'}).status_code == 412
    assert ana.delete(ME, headers={"If-Match": ana.get(ME)["ETag"]}).status_code == 204


def test_site_admin_erases_for_somebody(cast: Cast) -> None:
    answer = cast.client("sam").post(f"/api/v1/users/{cast.quinn.pk}/erase", {"reason": "legal"})
    assert (answer.status_code, answer.json()["status"]) == (200, "erased")
    event = Event.objects.get(name="user.erased")
    assert (event.actor, event.from_state, event.reason) == (cast.sam, "suspended", "legal")


def test_tells_no_secret_of_who_an_address_belongs_to(cast: Cast) -> None:
    """An address that nobody confirmed leads to no rows: they could be somebody else's."""
    User.objects.filter(pk=cast.petra.pk).update(email="ana@hearth.example", email_verified=False)
    fields = {rows.model for rows in rows_about(cast.petra) if "email" in str(rows.condition)}
    assert not fields


def test_survives_a_file_that_is_looked_at_meanwhile(cast: Cast, monkeypatch: Any) -> None:
    """The worker finishes a photo whose owner was just erased: nothing is left of it in storage."""
    from apps.media import services as media
    from tests.media.pictures import photo

    file = avatar(cast.ana, state="processing")
    media.quarantine().save(file.key, media.ContentFile(photo()))
    real = media._publish

    def publish_after_the_end(name: str, content: bytes) -> str:
        MediaFile.objects.filter(pk=file.pk).delete()
        return real(name, content)

    monkeypatch.setattr(media, "_publish", publish_after_the_end)
    media.process(file)
    assert not any(str(file.pk) in path for path in files_in(media.default_storage))
