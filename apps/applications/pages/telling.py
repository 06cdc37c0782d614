"""What pages say about the state of an application: to its applicant, and to those who decide."""

from typing import Any

from apps.applications.choices import ERASED, FELL_THROUGH, Ending, Status
from apps.applications.models import Application

TONES = {
    "draft": "draft",
    "submitted": "waiting",
    "under_review": "info",
    "info_requested": "waiting",
    "meeting": "info",
    "home_check": "info",
    "approved": "good",
    "completed": "good",
    "waitlisted": "info",
    "offered": "waiting",
}
"""The colour of a state; what is over stays quiet."""
FOR_STAFF = {
    "submitted": "New",
    "info_requested": "Asked for more",
    "offered": "Asked if still interested",
    "completed": "Moved in",
    "rejected": "Turned down",
    "not_selected": "Pet went elsewhere",
}
"""Where the word for the applicant would be odd to read for those who decide."""

NOW = {
    "draft": "Only you see this draft. Finish it and send it when you are ready.",
    "submitted": "{who} has it. Your phone number and address stay hidden until somebody begins to read.",
    "under_review": "{who} is reading what you wrote.",
    "info_requested": "{who} asked you something. Write back, change answers, or both; then send it again.",
    "meeting": "{who} would like you and {pet} to meet.",
    "home_check": "{who} would like to see the home that {pet} would have.",
    "approved": "{who} chose you, and {pet} is kept for you. Agree on the day that {pet} moves in.",
    "completed": "{pet} lives with you now. All the best to both of you!",
    "rejected": "{who} decided that this is not the right match.",
    "withdrawn": "You took this application back.",
    "waitlisted": "{pet} is promised to somebody else. If that falls through, the first in line is asked.",
    "offered": "{pet} is free again, and you are first in line. Are you still interested?",
    "not_selected": "{pet} has found a home with somebody else, or is not looking for one here any more.",
    "expired": "This ended because nothing happened for a while.",
}
NOW_FOR_STAFF = {
    "submitted": "Nobody has begun to read it. Phone and address open when you begin; {name} is told.",
    "under_review": "Ask, meet, see the home, or decide. None of the steps in between has to be taken.",
    "info_requested": "{name} was asked something, and has not answered yet.",
    "meeting": "{name} was invited to meet {pet}.",
    "home_check": "A look at the home is planned.",
    "approved": "{pet} is reserved for {name}. Say at {pet}’s listing when {pet} has moved in.",
    "completed": "{pet} lives with {name} now.",
    "rejected": "{name} was told that it is a no.",
    "withdrawn": "{name} took it back.",
    "waitlisted": "{name} waits, in case that {pet} becomes free again.",
    "offered": "{pet} became free. {name} is first in line and was asked whether they are still interested.",
    "not_selected": "{pet} went to another home, or left the list.",
    "expired": "{name} did not answer in time.",
}
BESIDES = {FELL_THROUGH: "The reservation was given up", ERASED: "The person left"}


def who_offers(application: Application) -> str:
    return str(application.organization or "The owner")


def told_applicant(application: Application) -> str:
    words = {"who": who_offers(application), "pet": application.pet.name}
    return NOW[application.status].format(**words)


def told_staff(application: Application) -> str:
    return NOW_FOR_STAFF.get(application.status, "").format(name=application.user, pet=application.pet.name)


def staff_label(status: str) -> str:
    return FOR_STAFF.get(status, str(Status(status).label))


def badge(application: Application, *, for_staff: bool = False) -> dict[str, str]:
    label = staff_label(application.status) if for_staff else application.get_status_display()
    return {"status": TONES.get(application.status, "quiet"), "label": str(label)}


def why(application: Application) -> str:
    """The reason of an ending in words; empty where there is none."""
    reason = application.ending
    return str(Ending(reason).label) if reason in Ending.values else BESIDES.get(reason, "")


def told_moments(moments: list[Any], *, for_staff: bool) -> list[dict[str, Any]]:
    """A timeline as the component draws it, the newest moment marked."""
    found = []
    for moment in moments:
        reason = str(Ending(moment.reason).label) if moment.reason in Ending.values else ""
        by = f"by {moment.name}" if for_staff or moment.by != "applicant" else ""
        note = ". ".join(part for part in (reason, by) if part)
        found.append({"label": moment.label, "when": moment.at, "note": note, "state": "done"})
    if found:
        found[-1]["state"] = "now"
    return found
