from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from apps.curation.querysets import FeaturedPlacementQuerySet
from hearth.kernel.fields import internal, public
from hearth.kernel.models import Record

EVERYWHERE = UUID(int=0)
"""Stands for “no organisation”: null never equals null, so it could not exclude anything."""


class FeaturedPlacement(Record):
    """A target at a position of a surface for some time. The database keeps placements from overlapping."""

    class Surface(models.TextChoices):
        HOME = "home", "Homepage"
        ORGANIZATION = "organization", "Organisation's page"

    surface = public(models.CharField(max_length=12, choices=Surface.choices, default=Surface.HOME))
    organization = public(
        models.ForeignKey(
            "organizations.Organization",
            null=True,
            blank=True,
            on_delete=models.PROTECT,
            related_name="placements",
            verbose_name="organisation",
        )
    )
    scope_id = internal(models.UUIDField(default=EVERYWHERE, editable=False))
    position = public(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(24)])
    )
    kind = public(models.CharField(max_length=30))
    target_id = public(models.UUIDField())
    during = public(DateTimeRangeField())

    objects: ClassVar[Any] = FeaturedPlacementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            ExclusionConstraint(
                name="placement_position_once",
                violation_error_message="Something else has this position in that time.",
                expressions=[
                    ("surface", RangeOperators.EQUAL),
                    ("scope_id", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="placement_target_once",
                violation_error_message="It is featured here already in that time.",
                expressions=[
                    ("surface", RangeOperators.EQUAL),
                    ("scope_id", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("target_id", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="placement_position_counts_from_one", condition=Q(position__gte=1)),
            models.CheckConstraint(
                name="placement_scope",
                condition=Q(surface="home", organization__isnull=True, scope_id=EVERYWHERE)
                | Q(surface="organization", organization__isnull=False, scope_id=models.F("organization_id")),
            ),
            models.CheckConstraint(name="placement_during_not_empty", condition=Q(during__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_surface_display()} · {self.position}"
