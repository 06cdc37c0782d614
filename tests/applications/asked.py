"""Questions in any state, and blocks."""

from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.applications.models import Block, Question
from apps.listings.models import Pet
from apps.organizations.models import Organization

TEXT = "Does she get along with a very old cat?"
ANSWER = "She lives with one at the moment, and they share a sofa."


def question(pet: Pet, asker: User, *, status: str = "pending", **facts: Any) -> Question:
    """A question in a state; `removed` is a published one that was taken down."""
    now = timezone.now()
    removed = status == "removed"
    stored = "published" if removed else status
    answered = stored in ("answered", "published", "hidden")
    told = {"answer": ANSWER, "answered_at": now, "answered_by": pet.user} if answered else {}
    made: Question = Question.objects.create(
        **{
            "pet": pet,
            "organization": pet.organization,
            "offered_by": pet.user,
            "user": asker,
            "text": TEXT,
            "status": stored,
            "waits": stored == "pending",
            "moderation": "removed" if removed else "shown",
            "published_at": now if stored == "published" else None,
            "refusal": "off_topic" if stored == "rejected" else "",
            **told,
            **facts,
        }
    )
    return made


def block(person: User, *, by: User, organization: Organization | None = None, note: str = "") -> Block:
    made: Block = Block.objects.create(person=person, user=by, organization=organization, note=note)
    return made
