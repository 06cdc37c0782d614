"""The words of applications and questions: what is stored, and how it reads."""

from django.db import models

from hearth.kernel.waitlist import Words


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Sent"
    UNDER_REVIEW = "under_review", "Being read"
    INFO_REQUESTED = "info_requested", "A question for you"
    MEETING = "meeting", "Meeting"
    HOME_CHECK = "home_check", "Home check"
    APPROVED = "approved", "Approved"
    COMPLETED = "completed", "At home"
    REJECTED = "rejected", "Not this time"
    WITHDRAWN = "withdrawn", "Withdrawn"
    WAITLISTED = "waitlisted", "In the line"
    OFFERED = "offered", "Your turn"
    NOT_SELECTED = "not_selected", "Went to somebody else"
    EXPIRED = "expired", "Not answered in time"


OPEN = (
    Status.SUBMITTED,
    Status.UNDER_REVIEW,
    Status.INFO_REQUESTED,
    Status.MEETING,
    Status.HOME_CHECK,
    Status.WAITLISTED,
    Status.OFFERED,
    Status.APPROVED,
)
"""Sent, and not over."""
LIVE = (Status.DRAFT, *OPEN)
"""Of these a person has one per pet."""
OVER = tuple(status for status in Status if status not in LIVE)
"""Nothing more comes of it."""
WAIT_FOR_ANSWER = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.MEETING, Status.HOME_CHECK)
"""Those who offer the pet owe the next word."""


class Ending(models.TextChoices):
    """Why an application ended, as a code; what is told in words is a message."""

    BETTER_MATCH = "better_match", "Another home fits this pet better"
    HOME = "home", "The home does not fit this pet"
    OTHER_ANIMALS = "other_animals", "The other animals of the home do not fit this pet"
    TIME = "time", "This pet needs more time or company"
    EXPERIENCE = "experience", "This pet needs somebody with more experience"
    DISTANCE = "distance", "The home is too far away"
    INCOMPLETE = "incomplete", "Too much stayed unanswered"
    NO_ANSWER = "no_answer", "Nobody could be reached"
    OTHER = "other", "Another reason"


FELL_THROUGH = "fell_through"
"""The code of an approved application whose reservation was given up."""
ERASED = "erased"
"""The code of one whose person left the platform."""


class TurnStatus(models.TextChoices):
    """Where somebody stands in the line for a pet; the line has one place."""

    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Asked"
    TAKEN = "taken", "Has the place"
    PASSED = "passed", "Passed it on"
    LEFT = "left", "Left the line"
    OVER = "over", "Gave the place back"


class LineStatus(models.TextChoices):
    OPEN = "open", "People wait, or may"
    CLOSED = "closed", "The pet has gone"


TURNS = Words(waiting="waiting", offered="offered", confirmed=("taken",), join="take", confirm="give")


class QuestionStatus(models.TextChoices):
    PENDING = "pending", "Not answered yet"
    ANSWERED = "answered", "Answered"
    PUBLISHED = "published", "Published"
    HIDDEN = "hidden", "Hidden"
    REJECTED = "rejected", "Turned down"
    WITHDRAWN = "withdrawn", "Taken back"


class Standing(models.TextChoices):
    """Whether moderators let stand what people wrote to each other."""

    SHOWN = "shown", "Shown"
    REMOVED = "removed", "Taken down"


QUESTION_WORDS = (*QuestionStatus.choices, (Standing.REMOVED.value, Standing.REMOVED.label))
"""The one word of a question in the API, derived from both."""


class QuestionType(models.TextChoices):
    """What a form can ask for."""

    TEXT = "text", "One line"
    LONG_TEXT = "long_text", "Several lines"
    CHOICE = "choice", "One of several"
    MULTI = "multi", "Any of several"
    NUMBER = "number", "A number"
    DATE = "date", "A date"
    YES_NO = "yes_no", "Yes or no"
    FILE = "file", "A file"
    CONSENT = "consent", "An agreement"


class FormState(models.TextChoices):
    DRAFT = "draft", "Draft"
    CURRENT = "current", "In use"
    RETIRED = "retired", "Earlier version"
