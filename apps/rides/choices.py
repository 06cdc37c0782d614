"""The words of rides and of who takes part in them: what is stored, and how it reads."""

from django.db import models

from hearth.kernel.waitlist import Words


class Kind(models.TextChoices):
    TRAINING = "training", "Training"
    SOCIAL = "social", "Social"
    COMPETITIVE = "competitive", "Competitive"
    ADVENTURE = "adventure", "Adventure"
    MAINTENANCE = "maintenance", "Bike workshop"


class Difficulty(models.TextChoices):
    EASY = "easy", "Easy"
    MODERATE = "moderate", "Moderate"
    HARD = "hard", "Hard"
    EXPERT = "expert", "Very hard"


class DropPolicy(models.TextChoices):
    NO_DROP = "no_drop", "Nobody is left behind"
    REGROUP = "regroup", "We wait at the top of climbs"
    DROP = "drop", "Know the way home by yourself"


class Audience(models.TextChoices):
    INVITE = "invite", "Whoever is invited"
    MEMBERS = "members", "Members of the club"
    PUBLIC = "public", "Everybody"


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Open"
    POSTPONED = "postponed", "Postponed"
    ACTIVE = "active", "Under way"
    COMPLETED = "completed", "Ridden"
    CANCELLED = "cancelled", "Cancelled"


COMING = (State.PUBLISHED.value, State.POSTPONED.value)
"""A ride that people look forward to."""
UPCOMING = (*COMING, State.ACTIVE.value)
"""What is told and not over."""
OPEN = (State.DRAFT.value, *COMING, State.ACTIVE.value)
"""A ride that is not over: it changes with what becomes of its people."""
TOLD = (*COMING, State.ACTIVE.value, State.COMPLETED.value, State.CANCELLED.value)
"""Every state but that of a proposal: whoever it is for may see the ride."""


class Moderation(models.TextChoices):
    SHOWN = "shown", "Shown"
    REMOVED = "removed", "Taken down"


class SeriesState(models.TextChoices):
    RUNNING = "running", "Goes on"
    ENDED = "ended", "Ended"


class RouteStanding(models.TextChoices):
    IN_USE = "in_use", "In use"
    ARCHIVED = "archived", "Archived"


class CancelReason(models.TextChoices):
    WEATHER = "weather", "The weather"
    NO_CAPTAIN = "no_captain", "Nobody can lead it"
    TOO_FEW = "too_few", "Too few people"
    SAFETY = "safety", "It would not be safe"
    ROAD = "road", "The way is closed"
    OTHER = "other", "Another reason"


class Role(models.TextChoices):
    CAPTAIN = "captain", "Captain"
    LEADER = "leader", "Leader"
    PARTICIPANT = "participant", "Rider"


LEADS = (Role.CAPTAIN.value, Role.LEADER.value)
LEADERS_AT_MOST = 4


class Status(models.TextChoices):
    CONFIRMED = "confirmed", "Has a place"
    WAITLISTED = "waitlisted", "In the line"
    OFFERED = "offered", "Is asked"
    PASSED = "passed", "Passed on"
    WITHDRAWN = "withdrawn", "Not coming"
    REMOVED = "removed", "Taken off the list"


class RemovalReason(models.TextChoices):
    """Why somebody's place, or their wait for one, was ended for them."""

    CONDUCT = "conduct", "It did not fit with how we treat each other"
    SAFETY = "safety", "It would not be safe"
    LEVEL = "level", "Another ride fits better"
    ASKED = "asked", "They asked for it"
    OTHER = "other", "Another reason"
    LEFT_CLUB = "left_club", "Not a member any more"
    STANDING = "standing", "May not take part for now"
    BEGAN = "ride_began", "The ride began without a free place"
    CANCELLED = "ride_cancelled", "The ride was cancelled"
    AUDIENCE = "audience", "The ride is for fewer people now"


BY_ITSELF = (
    RemovalReason.LEFT_CLUB.value,
    RemovalReason.STANDING.value,
    RemovalReason.BEGAN.value,
    RemovalReason.CANCELLED.value,
    RemovalReason.AUDIENCE.value,
)
"""Reasons that nobody gives by hand."""
REMOVED_FOR = [choice for choice in RemovalReason.choices if choice[0] not in BY_ITSELF]


class Attendance(models.TextChoices):
    UNKNOWN = "unknown", "Not known yet"
    ATTENDED = "attended", "Came"
    NO_SHOW = "no_show", "Did not come"
    EXCUSED = "excused", "Excused"


OUTCOMES = (Attendance.ATTENDED.value, Attendance.NO_SHOW.value, Attendance.EXCUSED.value)
OUTCOME_WORDS = [choice for choice in Attendance.choices if choice[0] in OUTCOMES]

PLACES = Words(waiting="waitlisted", wait="queue")
"""How the waitlist's states and verbs are called in a ride."""
