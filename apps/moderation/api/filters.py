from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import ReviewItem
from hearth.kernel.authorization import subject_of


class ReviewItemFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=lambda: [(kind, kind) for kind in reviewables.kinds()])
    origin = django_filters.ChoiceFilter(choices=ReviewItem.Origin.choices)
    state = django_filters.ChoiceFilter(choices=ReviewItem.State.choices)
    claimed = django_filters.ChoiceFilter(
        choices=[("mine", "By oneself"), ("free", "By nobody"), ("others", "By somebody else")],
        method="by_claim",
    )
    organization = django_filters.UUIDFilter(field_name="organization_id")

    class Meta:
        model = ReviewItem
        fields: list[str] = []

    def by_claim(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        live = Q(claimed_by__isnull=False, claimed_until__gt=timezone.now())
        if value == "free":
            return rows.exclude(live)
        mine = Q(claimed_by=subject_of(self.request).id)
        return rows.filter(live & mine) if value == "mine" else rows.filter(live & ~mine)
