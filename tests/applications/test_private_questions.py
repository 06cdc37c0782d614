"""What was not published is between two sides: reviewers read it once reported, site admins with a reason."""

import pytest
from django.urls import reverse

from apps.applications.models import Question
from apps.moderation.models import ReportCase
from hearth.kernel.models import Event, Reveal
from tests import factories
from tests.applications import applying, asked
from tests.cast import Cast

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def private(cast: Cast) -> Question:
    return asked.question(factories.pet(cast.petra, photo_state=""), cast.ana, status="answered")


def test_site_admins_read_it_after_they_said_why(cast: Cast, private: Question) -> None:
    sam, address = cast.client("sam"), f"{API}/questions/{private.pk}"
    masked = sam.get(address)
    assert (masked.json()["text"], masked.json()["answer"]) == (None, None)
    assert "asked_by" not in masked.json()
    assert sam.post(f"{address}/reveal", {"reason": "curiosity"}).status_code == 422
    opened = sam.post(f"{address}/reveal", {"reason": "safety"})
    assert (opened.status_code, opened.json()["text"]) == (200, asked.TEXT)
    again = sam.get(address)
    assert (again.json()["text"], again.json()["answer"]) == (asked.TEXT, asked.ANSWER)
    assert again["ETag"] != masked["ETag"]
    assert Reveal.objects.get().reason == "safety"
    assert Event.objects.filter(name="question.revealed", target_id=private.pk).count() == 1
    Reveal.objects.update(expires_at=Reveal.objects.get().created_at)
    assert sam.get(address).json()["text"] is None


def test_admin_masks_it_until_then(cast: Cast, private: Question) -> None:
    sam, page = cast.browser("sam"), reverse("admin:applications_question_change", args=[private.pk])
    shown = sam.get(page).content.decode()
    assert asked.TEXT not in shown
    assert asked.ANSWER not in shown
    assert "Masked: it is private" in shown
    dialog = reverse("admin:applications_question_open_words", args=[private.pk])
    said = {"reason": "safety", "note": "", "_form_submitted": "1"}
    assert sam.post(dialog, said).status_code == 200
    assert asked.TEXT in sam.get(page).content.decode()
    sent = applying.application(private.pet, cast.ana)
    dialog = reverse("admin:applications_application_open_answers", args=[sent.pk])
    assert sam.post(dialog, said).status_code == 200
    opened = sam.get(reverse("admin:applications_application_change", args=[sent.pk]))
    assert applying.ANSWERS["phone"] in opened.content.decode()


def test_reviewers_read_it_once_somebody_reported_it(cast: Cast, private: Question) -> None:
    mona, address = cast.client("mona"), f"{API}/questions/{private.pk}"
    report = {"kind": "question", "target": str(private.pk), "reason": "private"}
    listed = reverse("admin:applications_question_changelist")
    assert mona.get(address).status_code == 404
    assert not cast.browser("mona").get(listed).context["cl"].result_list
    # Nor does anybody open it to themselves by reporting what they cannot read.
    assert {who: cast.client(who).post(f"{API}/reports", report).status_code for who in ("mona", "sam")} == {
        "mona": 404,
        "sam": 404,
    }
    assert cast.client("ana").post(f"{API}/reports", report).status_code == 201
    assert mona.get(address).json()["text"] == asked.TEXT
    assert [row.pk for row in cast.browser("mona").get(listed).context["cl"].result_list] == [private.pk]
    assert ReportCase.objects.get().target_id == private.pk
