from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.moderation import reviewables, services
from apps.moderation.api.filters import ReviewItemFilter
from apps.moderation.api.serializers import (
    OUTCOMES,
    DecideInput,
    DecideManyInput,
    DecisionSerializer,
    OneReviewItemSerializer,
    ReviewItemSerializer,
)
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services.bulk import Outcome
from apps.moderation.services.messages import Texts, written_for
from hearth.kernel.api import etags, idempotency
from hearth.kernel.api.problems import as_problem, document
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import SAFE, Listing, Reading
from hearth.kernel.authorization import require, require_for_new
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import VersionRequired
from hearth.kernel.transactions import in_transaction


@extend_schema_view(
    list=extend_schema(
        summary="What waits for review, most urgent first and then the longest",
        description="`claimed` narrows to what oneself holds (`mine`), nobody (`free`) or somebody else.",
    ),
    retrieve=extend_schema(
        summary="One item of the queue",
        description="Its version is that of what it stands for: send its tag as If-Match with a decision.",
        responses=OneReviewItemSerializer,
    ),
)
class ReviewItemViewSet(Reading, Listing):
    model = ReviewItem
    serializer_class = ReviewItemSerializer
    filterset_class = ReviewItemFilter
    needs_identity = True
    verbs_by_version = frozenset({"decide"})
    order = Keyset("-priority", "opened_at", "id")

    def list(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "browse", ReviewItem)
        return super().list(request, **kwargs)

    def rows(self) -> Any:
        # The kinds of a community that is switched off wait until it is on again.
        known = ReviewItem.objects.filter(kind__in=reviewables.kinds())
        return known.select_related("submitter", "claimed_by")

    def listed(self) -> Any:
        rows = self.rows().without_snapshots()
        return rows if "state" in self.request.query_params else rows.waiting()

    @cached_property
    def written(self) -> Texts:
        """The messages that site admins wrote for the kinds at hand."""
        return written_for(kind for kind, _ in self.targets)

    def complete(self, items: Sequence[ReviewItem]) -> None:
        # What writes reads under its lock what it needs besides the row.
        self.targets = reviewables.targets_of(items, surroundings=self.request.method in SAFE)
        for item in items:
            if (target := self.target_of(item)) is not None:
                services.stand_for(item, target)

    def represent(self, obj: Any) -> Any:
        shape = ReviewItemSerializer if self.action == "list" else OneReviewItemSerializer
        about = {"targets": self.targets, "written": self.written}
        return shape(obj, context={**self.get_serializer_context(), **about}).data

    def representation(self, obj: ReviewItem) -> str:
        held = f"{obj.claimed_by_id}:{obj.claimed_until}" if obj.is_claimed else ""
        return f"{self.audience(obj)}:{obj.state}:{held}"

    def in_state(self, obj: ReviewItem, action: str) -> bool:
        return action not in ("claim", "release", "decide") or obj.state == ReviewItem.State.OPEN

    def obstacle(self, obj: ReviewItem, action: str) -> str:
        if action not in ("claim", "decide"):
            return ""
        held_by_another = obj.is_claimed and obj.claimed_by_id != self.subject.id
        bar = services.bar_to_all(obj, self.target_of(obj), by=self.subject)
        return bar or ("claimed" if held_by_another else "")

    def target_of(self, item: ReviewItem) -> Any:
        return self.targets.get((item.kind, item.target_id))

    def find(self) -> Any:
        item = super().find()
        self.complete([item])
        return item

    def reload(self, obj: ReviewItem) -> ReviewItem:
        """Read the item again; what it is about was read already."""
        item: ReviewItem = super().reload(obj)
        return services.stand_for(item, target) if (target := self.target_of(item)) is not None else item

    @extend_schema(
        summary="Take it for ten minutes",
        description="Nobody else decides on it meanwhile (409 `claimed` says who and until when). Sent "
        "again, the ten minutes begin anew. 403 for who may not decide on it either.",
        request=OpenApiTypes.NONE,
        responses=OneReviewItemSerializer,
    )
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, **kwargs: Any) -> Response:
        return self._about_claim("claim", services.claim)

    @extend_schema(
        summary="Let it go before the ten minutes are over",
        description="One's own claims; site admins let go of anybody's.",
        request=OpenApiTypes.NONE,
        responses=OneReviewItemSerializer,
    )
    @action(detail=True, methods=["post"])
    def release(self, request: Request, **kwargs: Any) -> Response:
        return self._about_claim("release", services.release)

    @extend_schema(
        summary="Decide",
        description="Needs If-Match with the item's tag. An earlier decision is 409 with who and when, "
        "another's claim 409 `claimed`; 412 tells in `difference` what changed since in what a reviewer "
        "reads: `field`, `label`, `was` and `becomes`, photos as `{id, thumb, alt}`.",
        request=DecideInput,
        responses=DecisionSerializer,
    )
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **kwargs: Any) -> Response:
        item = self.find()
        require(self.subject, "decide", item)
        services.check_impartial(item, self.target_of(item), by=self.subject)
        if (decision := self._repeated(item)) is None:
            services.check_still_open(item)
            services.check_claim(item, by=self.subject)
            seen = self._seen(item)
            given = self.read_input(DecideInput)
            decision = services.decide_item(item, by=self.subject, seen_version=seen, **given)
        return self.cached(Response(DecisionSerializer(decision).data))

    @extend_schema(
        operation_id="review_items_decide_many",
        summary="Decide on up to fifty at once",
        description="The same action, reason and note for each item, named with the version that was seen. "
        "Every row stands for itself: `results` has, in their order, a decision or the problem that "
        "refused it. Honours Idempotency-Key.",
        request=DecideManyInput,
        responses=OUTCOMES,
    )
    @action(detail=False, methods=["post"], url_path="decide", url_name="decide-many")
    def decide_many(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "browse", ReviewItem)
        key = idempotency.key_of(request)
        attempt = idempotency.Attempt(self.subject.user.pk, key, request) if key else None
        if attempt is not None and (record := attempt.find()) is not None:
            return _replayed(record)
        given = self.read_input(DecideManyInput)
        rows = [(item["id"], item["version"]) for item in given.pop("items")]
        outcomes = services.decide_many(rows, by=self.subject, **given)
        response = self.cached(Response({"results": [_told(outcome) for outcome in outcomes]}))
        if attempt is not None:
            in_transaction(lambda: _keep(attempt, response))
        return response

    def _about_claim(self, action: str, service: Callable[..., ReviewItem]) -> Response:
        item = self.find()
        require(self.subject, action, item)
        if action == "claim":
            services.check_impartial(item, self.target_of(item), by=self.subject)
        services.check_still_open(item)
        etags.check_if_match(self.request, item, required=False)
        self.read_input(NoInput)
        return self.answer(self.reload(service(item, by=self.subject)))

    def _repeated(self, item: ReviewItem) -> Decision | None:
        mine = item.decisions.filter(reviewer=self.subject.id).first()
        same = mine is not None and self.read_input(DecideInput)["action"] == mine.action
        return mine if same else None

    def _seen(self, item: ReviewItem) -> int:
        """The version that If-Match names; raises StaleVersion with the difference for an older one."""
        if "If-Match" not in self.request.headers:
            raise VersionRequired()
        named = etags.versions_named(self.request)
        if item.version not in named:
            raise services.stale(item, self.target_of(item), max(named, default=0))
        return item.version


def _told(outcome: Outcome) -> dict[str, Any]:
    refused = document(as_problem(outcome.refusal)) if outcome.refusal is not None else None
    decision = DecisionSerializer(outcome.decision).data if outcome.decision is not None else None
    return {"id": str(outcome.id), "ok": refused is None, "decision": decision, "problem": refused}


def _keep(attempt: idempotency.Attempt, response: Response) -> None:
    """Store the answer after its effects, which are safe to repeat: two that run at once say the same."""
    if attempt.claim():
        attempt.store((None, response), keep_body=True)


def _replayed(record: Any) -> Response:
    response = Response(record.answer, status=record.status, headers=record.headers)
    response["Idempotent-Replayed"] = "true"
    return response
