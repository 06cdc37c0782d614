from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, DateTimeField, Exists, ExpressionWrapper, Func, OuterRef, Q
from django.db.models.expressions import Combinable

from hearth.kernel.authorization import PolicyQuerySet

THIS_MOMENT = Func(function="statement_timestamp", output_field=DateTimeField())


def is_placed(kind: str) -> ExpressionWrapper:
    """Whether a row with an `organization` has a place just now, on the homepage or its organisation's page.

    A condition for rows of any kind that can be featured. Whether they are still public is theirs to say.
    """
    now = apps.get_model("curation.FeaturedPlacement").objects.at(THIS_MOMENT).filter(kind=kind)
    # The homepage's few are read once for all rows. For the others all columns of an index are named.
    home = now.on_home().values("target_id")
    own = now.filter(surface="organization", scope_id=OuterRef("organization_id"), target_id=OuterRef("pk"))
    return ExpressionWrapper(Q(pk__in=home) | Q(Exists(own)), BooleanField())


class FeaturedPlacementQuerySet(PolicyQuerySet[Any]):
    def at(self, moment: datetime | Combinable) -> Self:
        return self.filter(during__contains=moment)

    def on_home(self) -> Self:
        return self.filter(surface="home")

    def on_organization(self, organization_id: UUID) -> Self:
        return self.filter(surface="organization", organization_id=organization_id)
