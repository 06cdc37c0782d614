"""The pages of reports, decisions and appeals: what people find there, and what it costs."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.moderation.models import Appeal, Decision, Report, ReviewItem
from apps.moderation.services import decide, file_appeal, file_report
from apps.notifications.models import Mail, Notification
from apps.notifications.services import notify
from hearth.kernel.models import Event, Reveal
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db


def reported(cast: Cast, who: str, thing: Any, note: str = "") -> Report:
    report, _ = file_report(by=cast.subject(who), kind="pet", target=thing.pk, reason="scam", note=note)
    return report


def taken_down(cast: Cast, **facts: Any) -> Decision:
    pet = factories.pet(cast.petra, photo_state="", **facts)
    return decide(pet, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)


def test_leads_from_the_pet_to_the_report_and_says_what_happens_next(cast: Cast) -> None:
    pet, ana = factories.pet(cast.petra, name="Biscuit"), cast.browser("ana")
    address = f"/report/pet/{pet.pk}"
    assert address in ana.get(f"/pets/{pet.pk}").content.decode()
    page = ana.get(address).content.decode()
    assert "Report Biscuit" in page
    assert "What happens next" in page
    empty = ana.post(address, {})
    assert (empty.status_code, Report.objects.count()) == (422, 0)
    sent = ana.post(address, {"reason": "scam", "note": "Money first."}, follow=True)
    assert sent.redirect_chain == [("/my/reports", 302)]
    assert "A moderator will look at it" in sent.content.decode()
    assert "Money first." in sent.content.decode()
    again = ana.get(address).content.decode()
    assert "You have told us already" in again
    assert 'name="reason"' not in again


def test_event_log_names_no_reporter(cast: Cast) -> None:
    pet, sam = factories.pet(cast.petra), cast.browser("sam")
    body = {"kind": "pet", "target": str(pet.pk), "reason": "scam"}
    assert cast.client("ana").post("/api/v1/reports", body).status_code == 201
    event = Event.objects.get(name="report.filed")
    assert (event.actor, bool(event.request_id)) == (cast.ana, True)
    listed, page = (
        reverse("admin:kernel_event_changelist"),
        reverse("admin:kernel_event_change", args=[event.pk]),
    )
    for address in (f"{listed}?q={event.target_id}", f"{listed}?name=report.filed", page):
        shown = sam.get(address).content.decode()
        assert "report.filed" in shown, address
        for word in (cast.ana.display_name, str(cast.ana.pk), cast.ana.email, event.request_id):
            assert str(word) not in shown, (address, word)
    for query in (f"actor={cast.ana.pk}", f"actor__id__exact={cast.ana.pk}", f"q={event.request_id}"):
        assert page not in sam.get(f"{listed}?{query}").content.decode(), query
        assert page not in sam.get(f"{listed}?request_id__startswith=a&{query}").content.decode(), query
    mine = Event.objects.create(
        name="test.seen", actor=cast.ana, target_type="a", target_id=pet.pk, sequence=1, request_id="abc"
    )
    for query in (f"actor={cast.ana.pk}", "q=abc"):
        assert str(mine.pk) in sam.get(f"{listed}?{query}").content.decode(), query


def test_admin_does_not_say_whom_a_case_was_told_to(cast: Cast) -> None:
    told, sam = reported(cast, "ana", factories.pet(cast.petra), "Money first."), cast.browser("sam")
    notify(
        cast.ana,
        "report.upheld",
        about=told.case,
        context={"path": "/my/reports", "reported_at": told.created_at},
    )
    mail, usual = Mail.objects.get(user=cast.ana), tell(cast.ana, about=factories.pet(cast.ana))
    listed, page = (
        reverse("admin:notifications_mail_changelist"),
        reverse("admin:notifications_mail_change", args=[mail.pk]),
    )
    for address in (f"{listed}?kind=report.upheld", page):
        shown = sam.get(address).content.decode()
        assert "report.upheld" in shown, address
        for word in (cast.ana.display_name, str(cast.ana.pk), cast.ana.email, told.case_id):
            assert str(word) not in shown, (address, word)
    assert sam.get(reverse("admin:notifications_mail_letter", args=[mail.pk])).status_code == 404
    assert sam.get(reverse("admin:notifications_mail_letter", args=[usual.pk])).status_code == 200
    for query in ("q=ana", f"q={told.case_id}", f"user={cast.ana.pk}", f"about_id={told.case_id}"):
        assert str(mail.pk) not in sam.get(f"{listed}?{query}").content.decode(), query
    assert str(usual.pk) in sam.get(f"{listed}?q=ana").content.decode()
    notes = sam.get(reverse("admin:notifications_notification_changelist")).content.decode()
    silent, loud = (Notification.objects.get(kind=kind) for kind in ("report.upheld", usual.kind))
    assert str(silent.pk) not in notes
    assert str(loud.pk) in notes


def test_offers_no_report_to_strangers_and_owners(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    for who, path in (
        ("", f"/pets/{pet.pk}"),
        ("petra", f"/pets/{pet.pk}"),
        ("rosa", harbour.get_absolute_url()),
    ):
        assert "/report/" not in cast.browser(who).get(path).content.decode(), who
    assert (
        f"/report/organization/{harbour.pk}"
        in cast.browser("ana").get(harbour.get_absolute_url()).content.decode()
    )
    assert cast.browser().get(f"/report/pet/{pet.pk}").status_code == 302
    assert cast.browser("petra").get(f"/report/pet/{pet.pk}").status_code == 403
    assert cast.browser("ana").get(f"/report/nothing/{pet.pk}").status_code == 404


def test_names_what_a_reporter_cannot_see_any_more_by_its_kind_alone(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Biscuit")
    report = reported(cast, "ana", pet)
    assert "Biscuit" in cast.browser("ana").get("/my/reports").content.decode()
    decide(report.case, by=cast.subject("mona"), action="remove", reason="scam", seen_version=1)
    page = cast.browser("ana").get("/my/reports").content.decode()
    assert "Biscuit" not in page
    assert "it was taken down" in page
    assert cast.browser("rosa").get("/my/reports").content.decode().count("case__title") == 0


def test_leads_from_the_listing_to_an_appeal(cast: Cast) -> None:
    decision, petra = taken_down(cast, name="Biscuit"), cast.browser("petra")
    address = f"/decisions/{decision.pk}/appeal"
    for path in (f"/pets/{decision.target_id}", "/my/decisions"):
        assert address in petra.get(path).content.decode(), path
    page = petra.get(address).content.decode()
    assert "Biscuit" in page
    assert "What happens next" in page
    assert petra.post(address, {"text": " "}).status_code == 422
    sent = petra.post(address, {"text": "It is no scam."}, follow=True)
    assert sent.redirect_chain == [("/my/decisions", 302)]
    assert "Another moderator is looking at it" in sent.content.decode()
    assert Appeal.objects.get().text == "It is no scam."
    petra.post(address, {"text": "Again."})
    assert Appeal.objects.count() == 1
    for path in (f"/pets/{decision.target_id}", "/my/decisions"):
        assert address not in petra.get(path).content.decode(), path
    assert cast.browser("ana").get(address).status_code == 404


def test_suspended_organization_leads_to_an_appeal(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    decision = decide(harbour, by=cast.subject("mona"), action="remove", reason="safety", seen_version=1)
    address = f"/decisions/{decision.pk}/appeal"
    assert address in cast.browser("rosa").get(harbour.get_absolute_url()).content.decode()
    assert address not in cast.browser("remy").get(harbour.get_absolute_url()).content.decode()


def test_opens_the_names_to_a_reviewer_who_says_why(cast: Cast) -> None:
    report = reported(cast, "ana", factories.pet(cast.petra), "Money first.")
    address, mona = f"/report-cases/{report.case_id}", cast.browser("mona")
    page = mona.get(address).content.decode()
    assert "Money first." in page
    assert "Ana Ruiz" not in page
    assert mona.post(address, {}).status_code == 422
    assert "Ana Ruiz" in mona.post(address, {"reason": "safety"}, follow=True).content.decode()
    assert Reveal.objects.get().user == cast.mona
    assert "Ana Ruiz" not in cast.browser("max").get(address).content.decode()
    assert cast.browser("petra").get(address).status_code == 404


def test_desk_shows_what_people_said_but_not_to_whose_it_is(cast: Cast) -> None:
    for owner in (cast.petra, cast.mona):
        reported(cast, "ana", factories.pet(owner, name=f"Of {owner.pk}"), f"About {owner.pk}.")
    desk = cast.browser("mona").get("/admin/moderation/reviewitem/desk/").content.decode()
    assert f"About {cast.mona.pk}." not in desk
    assert "Ana Ruiz" not in desk


def test_admin_names_no_reporter(cast: Cast) -> None:
    report, sam = reported(cast, "ana", factories.pet(cast.petra), "Money first."), cast.browser("sam")
    pages = {
        f"/admin/moderation/{name}": sam.get(f"/admin/moderation/{name}").content.decode()
        for name in (
            *("report/", f"report/{report.pk}/change/"),
            *("reportcase/", f"reportcase/{report.case_id}/change/"),
        )
    }
    assert [address for address, page in pages.items() if "Ana Ruiz" in page] == []
    assert "Money first." in pages[f"/admin/moderation/reportcase/{report.case_id}/change/"]
    assert "It asks for money" in pages["/admin/moderation/report/"]


def test_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    def queries(path: str, who: str) -> int:
        browser = cast.browser(who)
        browser.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    pages = [
        ("/my/reports", "ana"),
        ("/my/decisions", "petra"),
        ("/api/v1/users/me/reports", "ana"),
        ("/api/v1/users/me/decisions", "petra"),
        ("/admin/moderation/reportcase/", "mona"),
        ("/admin/moderation/appeal/", "mona"),
    ]

    def add() -> None:
        facts = {"decision": taken_down(cast), "first_reviewer": cast.mona}
        Appeal.objects.create(**facts, appellant=cast.petra, text="Look again.")
        reported(cast, "ana", factories.pet(cast.petra, photo_state=""))

    add()
    few = {path: queries(path, who) for path, who in pages}
    for _ in range(4):
        add()
    many = {path: queries(path, who) for path, who in pages}
    assert many == few
    assert max(many.values()) <= 20, many


def test_desk_offers_no_decision_to_the_first_reviewer(cast: Cast) -> None:
    file_appeal(taken_down(cast), by=cast.subject("petra"), text="It is no scam.")
    item = ReviewItem.objects.get(kind="appeal")
    address = f"/admin/moderation/reviewitem/desk/items/{item.pk}/"
    hers, his = (cast.browser(who).get(address).content.decode() for who in ("mona", "max"))
    assert "It is no scam." in his
    assert "You made the first decision" in hers
    assert 'value="approve"' in his
    assert 'value="approve"' not in hers
