"""Which rows the admin's lists show: what policies open to a site admin, and no draft of somebody's own."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model, Q
from django.urls import reverse

from apps.alerts.models import SavedSearch
from apps.applications.models import Application, ApplicationForm
from apps.listings.models import Pet
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.authorization import Policy, can
from hearth.kernel.authorization.policy import EVERY_ROW
from tests import factories
from tests.applications import applying, asked
from tests.cast import Cast
from tests.config.test_admin_pages import fill
from tests.rides.riding import club, ride

pytestmark = pytest.mark.django_db

WITHOUT_WORDS = {
    "alerts.favorite": "who follows which pet, for support; the row says no more",
    "alerts.savedsearch": "that it is there and when it mails; name and search are its person's",
    "applications.block": "who is kept from whom; the note is theirs",
    "applications.household": "whose it is and of when; what it tells is theirs",
    "applications.message": "that somebody wrote; the words are read on the review desk",
    "applications.note": "that somebody noted something",
    "calendars.calendarfeed": "that it is there; its address is kept as a hash",
    "integrations.stravaactivity": "that it came; where and how fast is its rider's",
    "integrations.stravaconnection": "that it is there; its keys are encrypted",
    "integrations.stravafarewell": "work that waits; nobody has it as a row of their own",
    "integrations.stravanotice": "work that waits; nobody has it as a row of their own",
    "moderation.report": "that it was made; its words open with its case",
    "notifications.mail": "what was sent when; the words are its reader's",
    "notifications.notification": "what was told when; the words are its reader's",
    "notifications.preference": "who wishes no mail of what",
    "rides.emergencycontact": "that it is there; it is encrypted",
    "rides.rideattachment": "that it is there; the file is the riders'",
    "rides.rideinvitation": "who was invited by whom",
    "rides.sharedcontact": "that it is shared; it is encrypted",
}
"""Lists of rows that a site admin may not view by the API, and what such a list tells; reviewed."""
WITH_DRAFTS = {"applications.application", "applications.applicationform", "listings.pet", "rides.ride"}
"""Models with rows that nobody sent yet. Of pets, rides and forms the matrices let reviewers view them."""


def listed() -> dict[str, type[Model]]:
    shown = admin.site._registry.items()
    return {model._meta.label_lower: model for model, page in shown if isinstance(page, PolicyAdmin)}


def drafts_of(model: type[Model]) -> Q | None:
    """What nobody sent yet, where a model has such rows."""
    if model._meta.label_lower == "applications.application":
        return Q(submitted_at=None)
    for field in model._meta.fields:
        if "draft" in dict(field.flatchoices):
            return Q(**{field.name: "draft"})
    return None


def make_drafts(cast: Cast) -> None:
    """A draft of every kind, an application that was withdrawn before it was sent, and a private question."""
    pet = factories.pet(cast.petra, photo_state="")
    applying.application(pet, cast.ana, status="draft")
    applying.application(pet, cast.remy, status="withdrawn", submitted_at=None)
    asked.question(pet, cast.ana)
    Pet.objects.filter(pk=factories.pet(cast.petra, photo_state="").pk).update(moderation="draft")
    ride(club(cast, "Draft Wheelers"), cast.lee, publish=False)
    form = ApplicationForm.objects.get(organization=None, state="current")
    ApplicationForm.objects.create(number=form.number + 1, title="The next", state="draft", organization=None)


def test_lists_show_what_browse_says_and_no_draft_that_is_kept_from_site_admins(cast: Cast) -> None:
    fill(cast, 1)
    make_drafts(cast)
    sam, browser = cast.subject("sam"), cast.browser("sam")
    hidden, with_drafts = {}, []
    for label, model in listed().items():
        policy, rows = Policy.of(model), model._default_manager
        shown = rows.filter(policy.scope(sam, "browse"))
        unseen = shown.exclude(pk__in=rows.filter(policy.scope(sam)).values("pk"))
        hidden[label] = unseen.count()
        drafts = drafts_of(model)
        if drafts is not None:
            assert rows.filter(drafts).exists(), f"no draft of {label} to look for"
            assert not unseen.filter(drafts).exists(), label
            with_drafts.append(label)
        answer: Any = browser.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
        if answer.status_code == 200:
            found = {row.pk for row in answer.context["cl"].result_list}
            assert found <= set(shown.values_list("pk", flat=True)), label
            assert rows.count() > 50 or found == set(shown.values_list("pk", flat=True)), label
    assert {label for label, number in hidden.items() if number} == set(WITHOUT_WORDS)
    assert set(with_drafts) == WITH_DRAFTS


def test_applications_are_listed_for_site_admins_as_they_may_view_them(cast: Cast) -> None:
    make_drafts(cast)
    applying.application(factories.pet(cast.petra, photo_state=""), cast.ana)
    sam = cast.subject("sam")
    shown = cast.browser("sam").get(reverse("admin:applications_application_changelist")).context["cl"]
    allowed = {row.pk for row in Application.objects.all() if can(sam, "view", row).allowed}
    assert {row.pk for row in shown.result_list} == allowed
    for row in Application.objects.exclude(pk__in=allowed):
        page = reverse("admin:applications_application_change", args=[row.pk])
        assert cast.browser("sam").get(page, follow=True).redirect_chain[-1][0] == "/admin/"
    assert Policy.of(Application).scope(sam, "browse") != EVERY_ROW


def test_pages_lead_nowhere_and_tell_no_name_that_is_its_persons(cast: Cast) -> None:
    sam = cast.browser("sam")
    assert "password" not in sam.get("/admin/").content.decode().lower()
    saved = SavedSearch.objects.create(user=cast.ana, name="A dog for my mother, who is ill")
    for page in (
        reverse("admin:alerts_savedsearch_change", args=[saved.pk]),
        reverse("admin:alerts_savedsearch_changelist"),
    ):
        shown = sam.get(page).content.decode()
        assert "my mother" not in shown
        assert str(saved.pk)[-8:] in shown
