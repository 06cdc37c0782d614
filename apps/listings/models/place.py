from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Upper

from apps.listings.querysets import PlaceQuerySet
from hearth.kernel.fields import public
from hearth.kernel.models import Record, one_line


class Place(Record):
    """A suburb or a town, and where its middle is; `manage.py load_places` reads them from a file."""

    name = public(models.CharField(max_length=80, validators=[one_line]))
    region = public(models.CharField(max_length=80, validators=[one_line]))
    country = public(
        models.CharField(max_length=2, default="AU", validators=[RegexValidator(r"^[A-Z]{2}\Z")])
    )
    latitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            validators=[MinValueValidator(-90), MaxValueValidator(90)],
        )
    )
    longitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            validators=[MinValueValidator(-180), MaxValueValidator(180)],
        )
    )

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Upper("name"), Upper("region"), "country", name="place_once"),
            models.CheckConstraint(
                name="place_has_name", condition=~models.Q(name="") & ~models.Q(region="")
            ),
            models.CheckConstraint(
                name="place_on_earth",
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["name", "region", "id"], name="place_by_name"),
            # Beginnings of names, `istartswith`: UPPER(…) LIKE, in any collation.
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="place_beginning"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.region}"
