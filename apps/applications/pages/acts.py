"""The verbs of an application as buttons and questions: each asks on a page of its own, or in a dialog."""

from dataclasses import replace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from apps.applications import services
from apps.applications.models import Application
from apps.applications.pages.base import OfOnePage
from apps.applications.pages.thread_forms import (
    AppointmentForm,
    AskForMoreForm,
    RevealForm,
    TurnDownForm,
    WordsForm,
    zoned,
)
from apps.applications.policies import APPLICATION_LIMITS
from apps.applications.workflows import APPLICATION
from apps.organizations.pages.asking import Act, ActPage
from hearth.kernel.authorization import Subject, require
from hearth.kernel.pages.verbs import possible_verbs
from hearth.kernel.reveal import reveal

ACTS = {
    "begin_review": Act(service=services.begin_review, done="You are reading {name}’s application now."),
    "request_info": Act(
        service=services.request_info,
        done="{name} is asked.",
        asks="Ask {name} for more",
        explains="Until they answer, nobody waits for you.",
        button="Send the question",
        form=AskForMoreForm,
    ),
    "invite_to_meeting": Act(
        service=services.invite_to_meeting,
        done="{name} is invited.",
        asks="Invite {name} to meet {pet}",
        explains="We write to them; you agree on the rest in messages.",
        button="Invite",
        form=AppointmentForm,
    ),
    "plan_home_check": Act(
        service=services.plan_home_check,
        done="{name} is told about the home check.",
        asks="Plan a home check with {name}",
        explains="Somebody of yours looks at the home that {pet} would have, in person or by video.",
        button="Plan it",
        form=AppointmentForm,
    ),
    "approve": Act(
        service=services.approve_application,
        done="{pet} is reserved for {name}.",
        asks="Choose {name} for {pet}?",
        explains="{pet} is reserved for them at once, and they are told. The other applications stay: "
        "put them in the line, or turn them down when {pet} has moved in.",
        button="Approve",
        form=WordsForm,
    ),
    "waitlist": Act(
        service=services.waitlist_application,
        done="{name} is in the line for {pet}.",
        asks="Put {name} in the line for {pet}?",
        explains="If the reservation falls through, the first in line is asked whether they are still "
        "interested. They see where they stand.",
        button="Put in the line",
        instead="The line is for pets that are promised to somebody.",
    ),
    "reject": Act(
        service=services.reject_application,
        done="{name} is told that it is a no.",
        asks="Turn {name} down?",
        explains="We write to them, kindly, with the reason and pets like {pet}.",
        button="Turn down",
        grave=True,
        form=TurnDownForm,
    ),
    "withdraw": Act(
        service=services.withdraw_application,
        done="Your application for {pet} is taken back.",
        asks="Take your application for {pet} back?",
        explains="Nobody goes on with it, and whatever place you had goes to the next one. You can apply "
        "again while {pet} looks for a home.",
        button="Take it back",
        grave=True,
    ),
    "accept_offer": Act(
        service=services.accept_offer,
        done="Wonderful. {pet} is kept for you while your application is read.",
    ),
    "take_it_for_me": Act(
        service=services.take_it_for_me,
        done="When it is your turn, {pet} is kept for you at once.",
    ),
    "ask_me_first": Act(
        service=services.ask_me_first,
        done="When it is your turn, we ask you first.",
    ),
    "pass_offer": Act(
        service=services.pass_offer,
        done="Thank you for telling us. The next one in line is asked.",
        asks="Leave {pet} to the next one?",
        explains="Your application ends, and the next one in line is asked.",
        button="Leave it to the next one",
    ),
    "reveal": Act(
        service=reveal,
        done="Open for a quarter of an hour.",
        asks="Open this application?",
        explains="Answers belong to the applicant and those who decide. Looking is written down.",
        button="Open it",
        form=RevealForm,
    ),
}
STYLES = {
    "begin_review": "primary",
    "approve": "primary",
    "accept_offer": "primary",
    "reject": "danger",
    "withdraw": "danger",
}
LABELS = {
    "begin_review": "Begin reading",
    "request_info": "Ask for more",
    "invite_to_meeting": "Invite to meet",
    "plan_home_check": "Plan a home check",
    "waitlist": "Put in the line",
    "reject": "Turn down",
    "withdraw": "Withdraw",
    "accept_offer": "Yes, still interested",
    "pass_offer": "No, pass it on",
}
IN_ORDER = (
    *("begin_review", "approve", "accept_offer", "request_info", "invite_to_meeting", "plan_home_check"),
    *("waitlist", "take_it_for_me", "ask_me_first", "pass_offer", "reject", "withdraw"),
)


def buttons_for(application: Application, subject: Subject) -> list[dict[str, Any]]:
    """The verbs that somebody can do now, the likeliest first, without those that would be refused."""
    possible = {verb.name: verb.label for verb in possible_verbs(application, APPLICATION, subject)}
    return [
        {
            "verb": verb,
            "label": LABELS.get(verb, possible[verb]),
            "style": STYLES.get(verb, "secondary"),
            "url": reverse("application-verb", args=[application.pk, verb]),
            "asks": bool(ACTS[verb].asks),
        }
        for verb in IN_ORDER
        if verb in possible and not _is_so(application, verb) and not services.obstacle(application, verb)
    ]


def _is_so(application: Application, verb: str) -> bool:
    """Whether a choice stands already, so that its button would change nothing."""
    return application.takes_it is {"take_it_for_me": True, "ask_me_first": False}.get(verb, ...)


class ApplicationActPage(OfOnePage, ActPage):
    """One verb of one application: what needs words is asked first."""

    acts = ACTS

    def act(self, verb: str) -> Act:
        return replace(super().act(verb), limit=APPLICATION_LIMITS[verb])

    def check(self, row: Application, verb: str) -> None:
        require(self.subject, verb, row)
        if verb != "reveal":
            APPLICATION.guard(row, verb, by=self.subject)

    def words(self, row: Application) -> dict[str, str]:
        return {"name": str(row.user), "pet": row.pet.name}

    def make_form(self, row: Application, act: Act, data: Any = None) -> forms.Form:
        city = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
        return zoned(act.form(data), city)

    def after(self, row: Application, verb: str) -> str:
        if verb == "withdraw":
            return reverse("my-applications")
        return row.get_absolute_url()
