"""The routes about applications, forms and households as the tests that walk every route need them."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from apps.accounts.models import User
from apps.applications.choices import FormState
from apps.applications.forms import DEFAULT_FORM
from apps.applications.models import ApplicationForm, Household
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from tests import factories
from tests.api.calls import Call, GoodCall
from tests.applications.applying import ANSWERS, application

STATES = ("draft", "submitted", "under_review", "info_requested", "offered", "completed")
LEASE = {
    "key": "lease",
    "type": "file",
    "label": "Your lease",
    "help": "",
    "required": False,
    "personal": False,
    "choices": [],
    "min": None,
    "max": None,
}
SECTIONS: list[Any] = [*DEFAULT_FORM["sections"], {"title": "Papers", "help": "", "questions": [LEASE]}]


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.gentle = factories.organization("Gentle Paws", founder=cast.rosa)
    stage.asked_form = form(stage.gentle, 1, FormState.CURRENT)
    stage.next_form = form(stage.gentle, 2, FormState.DRAFT)
    stage.wanted = factories.pet(cast.rosa, organization=stage.gentle, name="Wanted", photo_state="")
    for state in STATES:
        pet = factories.pet(cast.rosa, organization=stage.gentle, name=f"For {state}", photo_state="")
        setattr(stage, f"{state}_application", application(pet, cast.ana, status=state))
    stage.promised = factories.pet(cast.rosa, organization=stage.gentle, name="Promised", photo_state="")
    stage.approved_application = application(stage.promised, cast.petra, status="approved")
    stage.waiting_application = application(stage.promised, cast.max, status="waitlisted")
    stage.rival = application(stage.promised, cast.milo, status="under_review")
    pet = factories.pet(cast.rosa, organization=stage.gentle, name="Papers", photo_state="")
    answers = {**ANSWERS, "lease": str(attachment(cast.ana).pk)}
    stage.with_papers = application(pet, cast.ana, status="under_review", answers=answers)
    Household.objects.create(user=cast.ana, answers={"adults": 2})


def form(organization: Organization, number: int, state: str) -> ApplicationForm:
    made: ApplicationForm = ApplicationForm.objects.create(
        organization=organization, number=number, state=state, title="Before you adopt", sections=SECTIONS
    )
    return made


def attachment(owner: User) -> MediaFile:
    """A private PDF that is ready, and lies where it says."""
    made = factories.photo(
        owner,
        purpose="attachment",
        content_type="application/pdf",
        renditions={},
        width=None,
        height=None,
        private_key=f"attachments/test/{timezone.now().timestamp()}.pdf",
        used_at=timezone.now(),
    )
    storages["private"].save(made.private_key, ContentFile(b"%PDF-1.7\n%%EOF\n"))
    return made


CALLS: dict[str, GoodCall] = {
    "GET pets/{parent}/applications": lambda s: Call("rosa", s.wanted),
    "POST pets/{parent}/applications": lambda s: Call(
        "petra", s.wanted, {"applicant_info": ANSWERS}, code=201
    ),
    "GET pets/{parent}/application-form": lambda s: Call("", s.wanted),
    "GET users/me/applications": lambda s: Call("ana"),
    "GET users/me/applications/received": lambda s: Call("petra"),
    "GET users/me/household": lambda s: Call("ana"),
    "PUT users/me/household": lambda s: Call("ana", body={"answers": {"adults": 3}}),
    "GET organizations/{parent}/applications": lambda s: Call("rosa", s.gentle),
    "GET organizations/{parent}/application-forms": lambda s: Call("", s.gentle),
    "POST organizations/{parent}/application-forms": lambda s: Call(
        "rosa", s.quiet, {"title": "Who you are"}, code=201
    ),
    "GET application-forms/{id}": lambda s: Call("", s.asked_form),
    "GET application-forms/{id}/actions": lambda s: Call("rosa", s.next_form),
    "GET application-forms/{id}/schema": lambda s: Call("", s.asked_form),
    "PATCH application-forms/{id}": lambda s: Call("rosa", s.next_form, {"title": "Before you ask"}),
    "POST application-forms/{id}/publish": lambda s: Call("rosa", s.next_form),
    "GET applications/{id}": lambda s: Call("ana", s.submitted_application),
    "GET applications/{id}/actions": lambda s: Call("rosa", s.submitted_application),
    "GET applications/{id}/timeline": lambda s: Call("ana", s.submitted_application),
    "GET applications/{id}/files/{key}": lambda s: Call(
        "rosa", s.with_papers, ids={"key": "lease"}, code=302
    ),
    "PUT applications/{id}": lambda s: Call("ana", s.draft_application, {"applicant_info": ANSWERS}),
    "PATCH applications/{id}": lambda s: Call("ana", s.draft_application, {"shares_household": True}),
    "POST applications/{id}/reveal": lambda s: Call("sam", s.submitted_application, {"reason": "support"}),
    "POST applications/{id}/submit": lambda s: Call("ana", s.draft_application),
    "POST applications/{id}/begin_review": lambda s: Call("rosa", s.submitted_application),
    "POST applications/{id}/request_info": lambda s: Call(
        "rosa", s.under_review_application, {"message": "Is there a lift?"}
    ),
    "POST applications/{id}/answer": lambda s: Call(
        "ana", s.info_requested_application, {"message": "There is."}
    ),
    "POST applications/{id}/invite_to_meeting": lambda s: Call("rosa", s.under_review_application),
    "POST applications/{id}/plan_home_check": lambda s: Call("rosa", s.under_review_application),
    "POST applications/{id}/approve": lambda s: Call("rosa", s.under_review_application),
    "POST applications/{id}/reject": lambda s: Call("rosa", s.submitted_application, {"reason": "time"}),
    "POST applications/{id}/withdraw": lambda s: Call("ana", s.submitted_application),
    "POST applications/{id}/waitlist": lambda s: Call("rosa", s.rival),
    "POST applications/{id}/accept_offer": lambda s: Call("ana", s.offered_application),
    "POST applications/{id}/pass_offer": lambda s: Call("ana", s.offered_application),
    "POST applications/{id}/take_it_for_me": lambda s: Call("max", s.waiting_application),
    "POST applications/{id}/ask_me_first": lambda s: Call("max", s.waiting_application),
    "GET applications/{parent}/messages": lambda s: Call("ana", s.submitted_application),
    "POST applications/{parent}/messages": lambda s: Call(
        "ana", s.submitted_application, {"text": "May we visit on Sunday?"}, code=201
    ),
    "GET applications/{parent}/notes": lambda s: Call("rosa", s.submitted_application),
    "POST applications/{parent}/notes": lambda s: Call(
        "rosa", s.submitted_application, {"text": "A kind voice."}, code=201
    ),
    "POST applications/triage": lambda s: Call(
        "rosa", body={"ids": [str(s.submitted_application.pk)], "verb": "begin_review"}
    ),
}

_MESSAGE: dict[str, set[str]] = {"message": set()}
_MEETING: dict[str, set[str]] = {"message": set(), "at": {"planned_at"}}
_ANSWERS = {"applicant_info": {"answers"}, "shares_household": {"shares_household"}}
_FORM = {"title": {"title"}, "intro": {"intro"}, "sections": {"sections"}}
CHOICES = ("take_it_for_me", "ask_me_first")
_BARE = ("submit", "begin_review", "withdraw", "waitlist", "accept_offer", "pass_offer", *CHOICES)
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST pets/{parent}/applications": {**_ANSWERS, "draft": set()},
    "PUT applications/{id}": _ANSWERS,
    "PATCH applications/{id}": _ANSWERS,
    "PUT users/me/household": {"answers": {"answers"}},
    "POST organizations/{parent}/application-forms": _FORM,
    "PATCH application-forms/{id}": _FORM,
    "POST application-forms/{id}/publish": {},
    **{f"POST applications/{{id}}/{verb}": {} for verb in _BARE},
    "POST applications/{id}/reveal": {"reason": set(), "note": set()},
    "POST applications/{id}/request_info": _MESSAGE,
    "POST applications/{id}/answer": _MESSAGE,
    "POST applications/{id}/approve": _MESSAGE,
    "POST applications/{id}/invite_to_meeting": _MEETING,
    "POST applications/{id}/plan_home_check": _MEETING,
    "POST applications/{id}/reject": {"reason": {"ending"}, "note": set()},
    "POST applications/{parent}/messages": {"text": {"text"}},
    "POST applications/{parent}/notes": {"text": {"text"}},
    "POST applications/triage": {"ids": set(), "verb": set(), "reason": set(), "note": set()},
}

_READ = {
    *("id", "pet", "organization", "applicant", "form", "status", "masked", "household", "submitted_at"),
    *("reviewed_at", "respond_by", "is_overdue", "reminders", "planned_at", "decided_at", "decided_by"),
    *(
        "reason",
        "queued_at",
        "position",
        "takes_it",
        "offer_expires_at",
        "created_at",
        "updated_at",
        "version",
    ),
}
_FORM_READ = {"id", "organization", "number", "state", "created_at", "updated_at", "version"}
IGNORED: dict[str, set[str]] = {
    "POST pets/{parent}/applications": _READ,
    "PUT applications/{id}": _READ,
    "PATCH applications/{id}": _READ,
    "PUT users/me/household": {"schema", "updated_at", "version"},
    "POST organizations/{parent}/application-forms": _FORM_READ,
    "PATCH application-forms/{id}": _FORM_READ,
    "POST applications/{parent}/messages": {
        *("id", "from_applicant", "author", "is_removed", "created_at", "version"),
    },
    "POST applications/{parent}/notes": {"id", "author", "created_at", "version"},
}

SECOND_VALUES: dict[str, dict[str, Any]] = {
    "PATCH applications/{id}": {"applicant_info": {"adults": 4}, "shares_household": True},
    "PATCH application-forms/{id}": {
        "title": "Before you decide",
        "intro": "Tell it as it is.",
        "sections": [
            {"title": "You", "questions": [{"key": "why", "type": "long_text", "label": "Why?"}]},
        ],
    },
}

_INBOX = {"status", "pet", "overdue"}
FILTERS: dict[str, set[str]] = {
    "GET pets/{parent}/applications": {"status"},
    "GET users/me/applications": {"status"},
    "GET users/me/applications/received": _INBOX,
    "GET organizations/{parent}/applications": _INBOX,
    "GET organizations/{parent}/application-forms": {"state"},
    "GET applications/{parent}/messages": set(),
    "GET applications/{parent}/notes": set(),
}
