"""What people do about the pets: applications with their threads, questions and favourites.

A quarter of the pets have one of each, all of a hundred people; so both a house's and a person's grow with
the table, and so do the threads of the first hundred applications.
"""

from typing import Any

from psycopg import Connection

from apps.alerts.models import Favorite
from apps.applications.models import Application, ApplicationForm, Message, Question
from hearth.local.bench.rows import PUBLISHED, identity, insert, one_of

PEOPLE, EVERY, THREADS = 100, 4, 100
ASKER = identity("person", f"(1 + (n / {EVERY}) % {PEOPLE})")
FORM = "SELECT id FROM applications_applicationform WHERE organization_id IS NULL AND state = 'current'"
APPLICATION_STATES = one_of(
    "application", *["rejected"] * 3, *["submitted"] * 2, "under_review", "meeting", "withdrawn"
)
QUESTION_STATES = one_of("question", *["published"] * 3, "pending", "rejected")

FORMS = {"number": "1", "title": "'Questions'", "state": "'current'"}
ABOUT = {
    "pet_id": "pet.id",
    "organization_id": "pet.organization_id",
    "offered_by_id": "pet.user_id",
    "user_id": ASKER,
    "created_at": PUBLISHED,
}
APPLICATIONS = {
    **ABOUT,
    "id": identity("application"),
    "form_id": f"({FORM})",
    "status": APPLICATION_STATES,
    "submitted_at": PUBLISHED,
    "reviewed_at": f"{PUBLISHED} + interval '1 day'",
    "replied_at": f"{PUBLISHED} + interval '1 day'",
    "respond_by": f"CASE WHEN {APPLICATION_STATES} IN ('submitted', 'under_review', 'meeting') "
    f"THEN {PUBLISHED} + interval '7 days' END",
}
QUESTIONS = {
    **ABOUT,
    "id": identity("question"),
    "text": "'Does it get along with a cat?'",
    "answer": "'It lives with one.'",
    "answered_at": PUBLISHED,
    "published_at": PUBLISHED,
    "status": QUESTION_STATES,
    "waits": f"{QUESTION_STATES} = 'pending'",
}
FAVORITES = {"id": identity("favorite"), "pet_id": "pet.id", "user_id": ASKER, "created_at": PUBLISHED}
MESSAGES = {
    "id": identity("message"),
    "application_id": "application.id",
    "applicant_id": "application.user_id",
    "organization_id": "application.organization_id",
    "offered_by_id": "application.offered_by_id",
    "user_id": "application.user_id",
    "from_applicant": "true",
    "text": "'May we come on Sunday?'",
    "created_at": PUBLISHED,
}


def fill(connection: Connection[Any], first: int, last: int) -> None:
    """Write what people do about the pets with these numbers, which are there already."""
    nobody_asks = f"generate_series(1, 1) AS n WHERE NOT EXISTS ({FORM})"
    insert(connection, ApplicationForm, {"id": identity("form"), **FORMS}, nobody_asks)
    pets = (
        f"generate_series({first}, {last}, {EVERY}) AS n "
        f"JOIN listings_pet AS pet ON pet.id = {identity('pet')} WHERE pet.user_id <> {ASKER}"
    )
    insert(connection, Application, APPLICATIONS, pets)
    insert(connection, Question, QUESTIONS, pets)
    insert(connection, Favorite, FAVORITES, pets)
    thread = identity("application", f"({first} + {EVERY} * (n % {THREADS}))")
    threads = (
        f"generate_series({first}, {last}, {EVERY}) AS n "
        f"JOIN applications_application AS application ON application.id = {thread}"
    )
    insert(connection, Message, MESSAGES, threads)
