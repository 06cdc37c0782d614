"""Who reads what of an application: masks, reveals, files, threads, and that each look is written down."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from PIL import Image

from apps.accounts.services import erase_person
from apps.applications.models import Application, ApplicationForm
from apps.applications.services import edit_application, start_application
from apps.media import services as media
from apps.media.attachments import forget_unused
from apps.media.models import MediaFile
from apps.notifications.models import Mail, Notification
from apps.notifications.services import notify
from hearth.kernel.models import Event
from tests import factories
from tests.applications.application_calls import SECTIONS, attachment
from tests.applications.applying import ANSWERS, acting, application
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast: Cast) -> Application:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    return application(pet, cast.ana)


def read(cast: Cast, who: str, row: Application, more: str = "") -> Any:
    return cast.client(who).get(f"/api/v1/applications/{row.pk}{more}")


def test_site_admin_reads_no_answer_before_saying_why(
    cast: Cast, sent: Application, mailoutbox: list[Any]
) -> None:
    cast.client("rosa").post(f"/api/v1/applications/{sent.pk}/notes", {"text": "A kind voice."})
    seen = read(cast, "sam", sent).json()
    assert (seen["applicant_info"], sorted(seen["masked"])) == ({}, sorted(ANSWERS))
    assert read(cast, "sam", sent, "/messages").status_code == 403
    assert read(cast, "sam", sent, "/notes").status_code == 403
    answer = cast.client("sam").post(f"/api/v1/applications/{sent.pk}/reveal", {"reason": "safety"})
    assert answer.json()["applicant_info"] == ANSWERS
    assert read(cast, "sam", sent).json()["applicant_info"] == ANSWERS
    assert len(read(cast, "sam", sent, "/notes").json()["results"]) == 1
    listed = cast.client("sam").get(f"/api/v1/pets/{sent.pet_id}/applications").json()["results"]
    assert [row["applicant_info"] for row in listed] == [{}]
    drain()
    assert [mail.subject for mail in mailoutbox if cast.ana.email in mail.to] == [
        f"Somebody of Hearth looked at your application for {sent.pet.name}"
    ]
    assert Event.objects.filter(name="application.revealed", actor=cast.sam, reason="safety").count() == 1


def test_lists_hold_exactly_what_may_be_read(cast: Cast, sent: Application) -> None:
    for who, expected in {"ana": 1, "rosa": 1, "sam": 1, "petra": 0, "milo": 0, "mona": 0}.items():
        listed = cast.client(who).get(f"/api/v1/pets/{sent.pet_id}/applications").json()["results"]
        assert len(listed) == expected, who
        assert (read(cast, who, sent).status_code == 200) is bool(expected), who


def test_applicant_reads_no_note_and_knows_no_reviewer(cast: Cast, sent: Application) -> None:
    cast.client("rosa").post(f"/api/v1/applications/{sent.pk}/notes", {"text": "A kind voice."})
    cast.client("rosa").post(f"/api/v1/applications/{sent.pk}/messages", {"text": "Welcome!"})
    assert read(cast, "ana", sent, "/notes").status_code == 403
    answer = read(cast, "ana", sent).json()
    assert "decided_by" not in answer
    message = read(cast, "ana", sent, "/messages").json()["results"][0]
    assert (message["author"], message["text"]) == ("Harbour Paws", "Welcome!")
    assert read(cast, "remy", sent, "/messages").status_code == 404


def test_member_decides_only_while_the_rescue_lets_members(cast: Cast, sent: Application) -> None:
    from apps.listings.models import RescueProfile

    factories.membership(sent.organization, cast.remy)
    assert read(cast, "remy", sent).status_code == 200
    RescueProfile.objects.create(organization=sent.organization, members_decide_applications=False)
    assert read(cast, "remy", sent).status_code == 404
    assert read(cast, "rosa", sent).status_code == 200


def test_file_goes_to_those_who_may_see_it_and_to_nobody_else(cast: Cast, sent: Application) -> None:
    form = sent.form.__class__.objects.create(
        organization=sent.organization, number=1, title="With papers", state="current", sections=SECTIONS
    )
    file = attachment(cast.ana)
    Application.objects.filter(pk=sent.pk).update(form=form, answers={**ANSWERS, "lease": str(file.pk)})
    for who in ("ana", "rosa"):
        link = read(cast, who, sent, "/files/lease")
        assert link.status_code == 302, link.content
        answer = cast.browser().get(link["Location"])
        assert answer.getvalue().startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'attachment; filename="lease.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
    assert cast.browser().get(link["Location"][:-2]).status_code == 404
    assert {read(cast, who, sent, "/files/lease").status_code for who in ("petra", "sam", "mona")} == {404}
    assert read(cast, "rosa", sent, "/files/phone").status_code == 404
    assert Event.objects.filter(name="application.file_fetched", actor=cast.rosa).count() == 1
    assert cast.client("mona").get(f"/api/v1/media/{file.pk}").status_code == 404


def uploaded(owner: Any, content: bytes, content_type: str) -> MediaFile:
    made, _ = media.start_upload(
        by=acting(owner), purpose="attachment", content_type=content_type, size=len(content)
    )
    storages["quarantine"].save(made.key, BytesIO(content))
    media.complete_upload(made, by=acting(owner))
    drain()
    made.refresh_from_db()
    return made


def picture(mode: str = "RGB", kind: str = "PNG") -> bytes:
    buffer = BytesIO()
    Image.new(mode, (400, 300)).save(buffer, kind)
    return buffer.getvalue()


def test_keeps_a_pdf_as_it_is_and_encodes_pictures_anew_in_private(cast: Cast) -> None:
    pdf = uploaded(cast.ana, b"%PDF-1.7\nhello\n%%EOF\n", "application/pdf")
    assert (pdf.state, pdf.content_type, pdf.renditions) == ("ready", "application/pdf", {})
    image = uploaded(cast.ana, picture("RGBA") + b"<script>", "image/png")
    assert (image.state, image.content_type) == ("ready", "image/jpeg")
    with storages["private"].open(image.private_key) as file:
        kept = file.read()
    assert kept.startswith(b"\xff\xd8")
    assert b"<script>" not in kept
    assert not default_storage.exists(image.private_key)
    assert cast.client("ana").get(f"/api/v1/media/{image.pk}").json()["renditions"] is None


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"%PDF-1.7 and then nothing", "damaged"),
        (b"<html><script>alert(1)</script></html>", "not_a_document"),
        (b"\x89PNG\r\n\x1a\nrubbish", "damaged"),
        (b"GIF89a......", "not_a_document"),
    ],
)
def test_refuses_what_is_neither(cast: Cast, content: bytes, refusal: str) -> None:
    made = uploaded(cast.ana, content, "application/pdf")
    assert (made.state, made.refusal, made.private_key) == ("refused", refusal, "")


def test_forgets_what_nothing_refers_to(cast: Cast) -> None:
    from datetime import timedelta

    from django.utils import timezone

    used, unused = attachment(cast.ana), attachment(cast.ana)
    MediaFile.objects.filter(pk=unused.pk).update(used_at=None)
    assert forget_unused(before=timezone.now() + timedelta(minutes=1)) == 1
    assert set(MediaFile.objects.values_list("pk", flat=True)) == {used.pk}


def test_answers_with_somebody_elses_file_are_refused(cast: Cast, sent: Application) -> None:
    sent.form.__class__.objects.create(
        organization=sent.organization, number=1, title="With papers", state="current", sections=SECTIONS
    )
    body = {"applicant_info": {**ANSWERS, "lease": str(attachment(cast.milo).pk)}}
    answer = cast.client("petra").post(f"/api/v1/pets/{sent.pet_id}/applications", body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/applicant_info/lease"]


def test_file_stays_while_another_application_has_it(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    ApplicationForm.objects.create(
        organization=harbour, number=1, title="With papers", state="current", sections=SECTIONS
    )
    pets = [factories.pet(cast.rosa, organization=harbour, photo_state="") for _ in range(2)]
    lease, newer, by = attachment(cast.ana), attachment(cast.ana), acting(cast.ana)
    first, second = (start_application(pet, by=by, answers={"lease": str(lease.pk)}) for pet in pets)
    edit_application(second, by=by, answers={"lease": str(newer.pk)})
    lease.refresh_from_db()
    assert lease.used_at is not None
    edit_application(first, by=by, answers={"lease": None})
    lease.refresh_from_db()
    assert lease.used_at is None


def test_what_a_household_keeps_private_is_masked_in_every_form(cast: Cast, sent: Application) -> None:
    sections = [dict(section) for section in sent.form.sections]
    for section in sections:
        section["questions"] = [{**question, "personal": False} for question in section["questions"]]
    bold = ApplicationForm.objects.create(
        organization=sent.organization, number=1, title="Ours", sections=sections
    )
    answers = {**ANSWERS, "of_an_older_form": "Between us."}
    Application.objects.filter(pk=sent.pk).update(form=bold, answers=answers)
    seen = read(cast, "rosa", sent).json()
    assert seen["masked"] == ["address", "of_an_older_form", "phone"]
    assert not {"address", "phone", "of_an_older_form"} & seen["applicant_info"].keys()
    cast.client("rosa").post(f"/api/v1/applications/{sent.pk}/begin_review")
    assert read(cast, "rosa", sent).json()["masked"] == ["of_an_older_form"]
    assert read(cast, "ana", sent).json()["applicant_info"] == answers


def test_erasure_takes_the_name_out_of_what_others_were_told(cast: Cast, sent: Application) -> None:
    told = {"applicant": cast.ana.display_name, "pet_name": sent.pet.name}
    notify(cast.rosa, "application.received", about=sent, context=told)
    assert Mail.objects.filter(user=cast.rosa, context__applicant=cast.ana.display_name).exists()
    erase_person(cast.ana, by=cast.subject("ana"))
    for model in (Mail, Notification):
        [row] = model.objects.filter(user=cast.rosa, kind="application.received")
        assert (row.context["applicant"], row.context["pet_name"]) == ("Former member", sent.pet.name)


def test_erasure_takes_the_name_of_a_private_owner_too(cast: Cast) -> None:
    row = application(factories.pet(cast.petra, photo_state=""), cast.ana)
    cast.client("petra").post(f"/api/v1/applications/{row.pk}/messages", {"text": "Come and see her."})
    cast.client("ana").post(f"/api/v1/applications/{row.pk}/messages", {"text": "Gladly."})
    cast.client("petra").post(f"/api/v1/applications/{row.pk}/begin_review")
    drain()
    sender = Notification.objects.filter(user=cast.ana, kind="message.written")
    assert sender.get().context["sender"] == cast.petra.display_name
    erase_person(cast.petra, by=cast.subject("petra"))
    drain()
    told = Mail.objects.filter(user=cast.ana), Notification.objects.filter(user=cast.ana)
    for rows in told:
        contexts = {each.kind: each.context for each in rows}
        assert {"message.written", "application.review_begun"} <= contexts.keys()
        assert cast.petra.display_name not in str(contexts)
        assert contexts["message.written"]["sender"] == "Former member"
        assert contexts["message.written"]["applicant"] == cast.ana.display_name
