"""What an organisation takes along of what is featured: on its own page, and of its own on the homepage."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.curation import featurables
from apps.curation.models import FeaturedPlacement
from apps.organizations.exports import Table, contribute
from hearth.kernel.authorization import Subject


def featured(organization_id: UUID, by: Subject) -> Any:
    """Its placements, and those of its things; everybody sees them, so that it needs no capability."""
    concerned = Q(organization=organization_id)
    for known in featurables.kinds().values():
        own = known.model._default_manager.filter(organization=organization_id)
        concerned |= Q(kind=known.kind, target_id__in=own.values("pk"))
    return FeaturedPlacement.objects.filter(concerned)


contribute(
    Table(
        name="featured",
        label="What is featured",
        rows=featured,
        columns={
            **{name: name for name in ("id", "surface", "position", "kind")},
            "target": "target_id",
            "from": "during.lower",
            "until": "during.upper",
            "created_at": "created_at",
        },
    )
)
