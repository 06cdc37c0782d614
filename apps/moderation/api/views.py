from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.moderation import reviewables, services
from apps.moderation.api.serializers import DecideInput, DecisionSerializer, ReviewItemSerializer
from apps.moderation.models import ReviewItem
from hearth.kernel.api import etags
from hearth.kernel.api.views import Listing, Reading
from hearth.kernel.authorization import require, require_for_new
from hearth.kernel.keyset import Keyset


class ReviewItemFilter(django_filters.FilterSet):
    kind = django_filters.CharFilter(max_length=30)
    state = django_filters.ChoiceFilter(choices=ReviewItem.State.choices, method="by_state")

    class Meta:
        model = ReviewItem
        fields: list[str] = []

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(state=value)


@extend_schema_view(
    list=extend_schema(summary="What waits for review, the longest first"),
    retrieve=extend_schema(summary="One item of the queue"),
)
class ReviewItemViewSet(Reading, Listing):
    model = ReviewItem
    serializer_class = ReviewItemSerializer
    filterset_class = ReviewItemFilter
    needs_identity = True
    verbs_by_version = frozenset({"decide"})
    order = Keyset("opened_at", "id")

    def list(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "browse", ReviewItem)
        return super().list(request, **kwargs)

    def listed(self) -> Any:
        return (
            ReviewItem.objects.all() if "state" in self.request.query_params else ReviewItem.objects.waiting()
        )

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "targets": getattr(self, "targets", {})}

    def complete(self, items: Sequence[ReviewItem]) -> None:
        self.targets = reviewables.targets_of(list(items))

    def in_state(self, obj: ReviewItem, action: str) -> bool:
        return action != "decide" or obj.state == ReviewItem.State.OPEN

    def find(self) -> Any:
        item = super().find()
        self.targets = reviewables.targets_of([item])
        return item

    @extend_schema(
        summary="Decide",
        description="Needs If-Match with the item's tag. An earlier decision is 409 with who and when.",
        request=DecideInput,
        responses=DecisionSerializer,
    )
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **kwargs: Any) -> Response:
        item = self.find()
        require(self.subject, "decide", item)
        decision = item.decisions.filter(reviewer=self.subject.id).first()
        if decision is None or self.read_input(DecideInput)["action"] != decision.action:
            services.check_still_open(item)
            etags.check_if_match(request, item, required=True)
            decision = services.decide_item(item, by=self.subject, **self.read_input(DecideInput))
        return self.cached(Response(DecisionSerializer(decision).data))
