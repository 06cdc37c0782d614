from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.rides.choices import LEADERS_AT_MOST, PLACES, Attendance, Role, Status
from apps.rides.models.pace import PaceGroup
from apps.rides.models.ride import Ride
from apps.rides.querysets import ParticipationQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, personal
from hearth.kernel.models import one_line
from hearth.kernel.waitlist import Place


class Participation(Place):
    """Somebody's place in a ride or in its line; that of a guest belongs to the `host` who brings them."""

    ride = internal(models.ForeignKey(Ride, on_delete=models.PROTECT, related_name="participations"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="participations",
            editable=False,
        )
    )
    host = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="brought_guests",
            editable=False,
        )
    )
    guest_name = personal(models.CharField(max_length=80, blank=True, validators=[one_line]))
    role = personal(
        models.CharField(max_length=12, choices=Role.choices, default=Role.PARTICIPANT, editable=False),
        erased=KEPT,
    )
    leader_slot = internal(models.PositiveSmallIntegerField(null=True, editable=False))
    """Which of the leaders' places a leader has, from one: so the database counts them."""
    status = personal(models.CharField(max_length=10, choices=Status.choices, editable=False), erased=KEPT)
    pace_group = internal(
        models.ForeignKey(
            PaceGroup,
            null=True,
            blank=True,
            on_delete=models.SET_NULL,
            related_name="participations",
        )
    )
    asked_again = personal(models.BooleanField(default=False, editable=False), erased=False)
    """Time or place changed since they said that they come, and they have not said so again."""
    attendance = personal(
        models.CharField(
            max_length=8, choices=Attendance.choices, default=Attendance.UNKNOWN, editable=False
        ),
        erased=KEPT,
    )
    dispute = personal(models.CharField(max_length=500, blank=True, editable=False))
    """What they say against how their attendance was written down."""
    disputed_at = internal(models.DateTimeField(null=True, editable=False))
    settled_at = internal(models.DateTimeField(null=True, editable=False))
    settlement = personal(models.CharField(max_length=500, blank=True, editable=False))
    """What the leadership answered to that."""
    why = internal(models.CharField(max_length=20, blank=True, editable=False))
    """The code of why they were taken off the list; `reason` on the wire."""

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            *PLACES.constraints(line="ride", person="user"),
            models.CheckConstraint(name="participation_status_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="participation_attendance_known", condition=Q(attendance__in=Attendance.values)
            ),
            models.CheckConstraint(
                name="participation_of_person_or_guest",
                condition=Q(user__isnull=False, host__isnull=True)
                | Q(user__isnull=True, host__isnull=False, role="participant"),
            ),
            models.UniqueConstraint(
                fields=["ride"],
                name="participation_one_captain",
                condition=Q(role="captain"),
            ),
            models.CheckConstraint(
                name="participation_leads_with_a_place",
                condition=Q(role="participant") | Q(status="confirmed"),
            ),
            models.CheckConstraint(
                name="participation_leader_slot",
                condition=Q(role="leader", leader_slot__gte=1, leader_slot__lte=LEADERS_AT_MOST)
                | (~Q(role="leader") & Q(leader_slot__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["ride", "leader_slot"],
                name="participation_leaders_at_most",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            *PLACES.indexes(line="ride"),
            models.Index(fields=["ride", "status", "created_at", "id"], name="participation_by_ride"),
            models.Index(fields=["user", "-created_at", "-id"], name="participation_by_person"),
            models.Index(
                fields=["host", "ride"], name="participation_by_host", condition=Q(host__isnull=False)
            ),
            models.Index(fields=["organization", "-created_at", "-id"], name="participation_by_club"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_status_display()}"

    @property
    def name(self) -> str:
        """Who comes: a person, or somebody's guest."""
        return str(self.user) if self.user_id else self.guest_name or "A guest"

    @property
    def is_live(self) -> bool:
        return self.status in PLACES.live

    @property
    def belongs_to(self) -> Any:
        """The id of the person who answers for it."""
        return self.user_id or self.host_id
