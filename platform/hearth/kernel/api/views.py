"""The base of every API view about rows: it asks the policy, pages by keyset, tags, speaks in problems."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiTypes, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from hearth.kernel.api import etags, idempotency
from hearth.kernel.api.filtering import StrictFilterBackend
from hearth.kernel.api.pagination import KeysetPagination
from hearth.kernel.api.serializers import NoInput, RevealInput
from hearth.kernel.authorization import Decision, Subject, explain, require, require_for_new, subject_of
from hearth.kernel.keyset import Keyset
from hearth.kernel.limits import Budget, give_back, spend
from hearth.kernel.models import IdempotencyRecord
from hearth.kernel.problems import AccountSuspended, AlreadyDone, NotFound, NotSignedIn, TooManyRequests
from hearth.kernel.reveal import reveal
from hearth.kernel.transactions import in_transaction
from hearth.kernel.workflow import Verb, Workflow, Workflows

R = TypeVar("R", bound=HttpResponse)
SAFE = ("GET", "HEAD", "OPTIONS")

ActionSerializer = inline_serializer(
    "Action",
    {
        "action": serializers.CharField(),
        "allowed": serializers.BooleanField(),
        "rule": serializers.CharField(help_text="The rule that allows it, or the part that refuses"),
    },
    many=True,
)


class PolicyViewSet(GenericViewSet[Any]):
    """A model's routes. Subclasses name rows, serializers and services; verbs come from the workflow table.

    Refusals come in one order: 401, 404, 403, 429, then state (409), version (428, 412), then content.
    """

    asks_policy = True
    needs_identity = False
    """True where even reading is about the person asking (`/users/me/…`)."""

    model: ClassVar[type[Model]]
    order: ClassVar[Keyset] = Keyset("-created_at", "-id")
    more_orders: ClassVar[tuple[Keyset, ...]] = ()
    """What `ordering=` offers besides the order itself and its reverse."""
    named_orders: ClassVar[Mapping[str, Keyset]] = {}
    """What it offers by other names than columns, each one way only."""
    write_serializer: ClassVar[type[serializers.BaseSerializer[Any]]] = NoInput
    workflow: ClassVar[Workflow | Workflows | None] = None
    """The model's table; of a model with several state columns, `Workflows` of them all."""
    verbs: ClassVar[Mapping[str, Callable[..., Any]]] = {}
    """The service of each verb, called as `service(obj, by=subject, **input)`."""
    verb_serializers: ClassVar[Mapping[str, type[serializers.BaseSerializer[Any]]]] = {}
    verbs_by_version: ClassVar[frozenset[str]] = frozenset()
    """Verbs (review decisions) that demand If-Match."""
    not_of_a_row: ClassVar[frozenset[str]] = frozenset({"create", "browse"})
    """Actions of the policy that are about no single row, so that `…/actions` leaves them out."""
    limits: ClassVar[Mapping[str, str]] = {}
    """The declared limit of an action: "create", "edit" or a verb's name."""

    rereads: ClassVar[bool] = True
    """False where every service returns its row as it then stands, so that nobody reads it once more."""

    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.workflow is not None and "workflow" in cls.__dict__:
            for verb in cls.workflow.verbs:
                if verb.by_hand and verb.name in cls.verbs:
                    setattr(cls, f"do_{verb.name}", _verb_route(verb, cls))

    def usual_order(self, request: Request) -> str:
        """The name of the order in which the list comes when nobody says one."""
        return self.order.name

    # Who asks, and which rows there are for them -------------------------------------------------
    @property
    def subject(self) -> Subject:
        return subject_of(self.request)

    def check_access(self, request: Request) -> None:
        """Refuse what needs a person when there is none; the rest is decided per row."""
        if request.method in SAFE and not self.needs_identity:
            return
        subject = subject_of(request)
        if subject.user is None:
            raise NotSignedIn()
        if not subject.is_active:
            raise AccountSuspended()

    may_be_missing: ClassVar[bool] = False
    """True where an address without an id may lead to nothing: 404 is among its answers."""

    @staticmethod
    def is_offered() -> bool:
        """Whether this deployment has what the routes are about; else nothing tells of them."""
        return True

    def spend(self, action: str) -> None:
        """Take one from the person's budget for an action; raises TooManyRequests when it is empty."""
        if action in self.limits:
            self.budget = spend(self.subject, self.limits[action])
            self.budget.check()

    budget: Budget | None = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in self.budget.headers.items() if self.budget else ():
            response[name] = value
        return super().finalize_response(request, response, *args, **kwargs)

    def rows(self) -> Any:
        """Rows with what their answer needs; narrowed to those that the subject may see."""
        return self.model._default_manager.all()

    def listed(self) -> Any:
        """The documented base set of the list; `visible_to` narrows it further."""
        return self.rows()

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.rows().visible_to(self.subject)

    def find(self) -> Any:
        try:
            wanted = UUID(self.kwargs["id"])
        except ValueError:
            raise NotFound() from None
        rows = self.get_queryset().filter(pk=wanted)
        # What writes reads under its lock what it needs besides the row.
        found = (rows if self.request.method in SAFE else rows.prefetch_related(None)).first()
        if found is None:
            raise NotFound()
        return found

    # Answers ---------------------------------------------------------------------------------------
    def audience(self, obj: Model | None = None) -> str:
        """The name of the representation that the subject gets; each has its own fields and its own tag."""
        return "public"

    def representation(self, obj: Any) -> str:
        """What the answer depends on besides the row's own version; part of its tag."""
        return self.audience(obj)

    def represent(self, obj: Any) -> Any:
        context = {**self.get_serializer_context(), "subject": self.subject, "audience": self.audience(obj)}
        return self.serializer_class(obj, context=context).data  # type: ignore[misc]

    def answer(self, obj: Any, *, code: int = status.HTTP_200_OK, location: str = "") -> Response:
        tag = etags.object_tag(obj, self.representation(obj))
        if self.request.method in SAFE and etags.matches(self.request.headers.get("If-None-Match", ""), tag):
            response = Response(status=status.HTTP_304_NOT_MODIFIED)
        else:
            response = Response(self.represent(obj), status=code)
        response["ETag"] = tag
        if location:
            response["Location"] = location
        return self.cached(response)

    def cached(self, response: R) -> R:
        anonymous = self.subject.user is None and self.request.method in SAFE
        response["Cache-Control"] = "public, s-maxage=30" if anonymous else "private, no-store"
        return response

    def location_of(self, obj: Any) -> str:
        return self.reverse_action("detail", kwargs={"id": str(obj.pk)})

    # Routes that subclasses switch on by mixing in ------------------------------------------------
    def answer_list(self, rows: QuerySet[Any]) -> Response:
        rows = self.filter_queryset(rows)
        lookups: Sequence[Any] = rows._prefetch_related_lookups  # type: ignore[attr-defined]
        items = self.paginate_queryset(rows.prefetch_related(None)) or []
        audience = f"{self.audience()}:{self.subject.id}"
        others = [self.representation(item) for item in items]
        tag = etags.list_tag(items, [audience, *others], self.request.get_full_path())
        if etags.matches(self.request.headers.get("If-None-Match", ""), tag):
            response = Response(status=status.HTTP_304_NOT_MODIFIED)
        else:
            prefetch_related_objects(items, *lookups)
            self.complete(items)
            response = self.get_paginated_response([self.represent(item) for item in items])
        response["ETag"] = tag
        return self.cached(response)

    def complete(self, items: Sequence[Any]) -> None:
        """Load what the answer of a whole page needs besides its rows, once it is sure to be written."""

    def read_input(
        self, kind: type[serializers.BaseSerializer[Any]], *, partial: bool = False
    ) -> dict[str, Any]:
        context = {**self.get_serializer_context(), "subject": self.subject}
        serializer = kind(data=self.request.data, partial=partial, context=context)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    @extend_schema(
        summary="What may be done with it, and why not",
        responses={200: ActionSerializer},
    )
    @action(detail=True, methods=["get"], url_path="actions", url_name="actions")
    def actions(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        found = []
        for name, decision in self.explained(obj).items():
            if name in self.not_of_a_row:
                continue
            refused = "" if decision.allowed else decision.rule
            if not refused and not self.in_state(obj, name):
                refused = "state"
            refused = refused or self.obstacle(obj, name)
            found.append({"action": name, "allowed": not refused, "rule": refused or decision.rule})
        return self.cached(Response(found))

    def explained(self, obj: Any) -> dict[str, Decision]:
        """What `…/actions` tells of: the row's policy, and what a view adds that is asked of other rows."""
        return explain(self.subject, obj)

    def run_verb(self, verb: Verb) -> Response:
        obj = self.find()
        require(self.subject, verb.name, obj)
        self.spend(verb.name)
        try:
            self.guard(obj, verb)
            self.check_version(obj, verb)
            given = self.read_input(self.verb_serializers.get(verb.name, NoInput))
            obj = self.as_it_stands(self.verbs[verb.name](obj, by=self.subject, **given))
        except AlreadyDone:
            obj = self.reload(obj)
        return self.answer(obj)

    def guard(self, obj: Any, verb: Verb) -> None:
        """Refuse a wrong state before the version and the content are looked at."""
        if self.workflow is not None:
            self.workflow.guard(obj, verb.name, by=self.subject)

    def check_version(self, obj: Any, verb: Verb) -> None:
        """Hold If-Match against the row; raise VersionRequired or StaleVersion."""
        etags.check_if_match(self.request, obj, required=verb.name in self.verbs_by_version)

    def in_state(self, obj: Any, action: str) -> bool:
        """Whether the present state has room for an action, whoever asks."""
        if self.workflow is None or action not in self.workflow.of:
            return True
        return self.workflow.has_room(obj, action)

    def obstacle(self, obj: Any, action: str) -> str:
        """What a service would refuse an action for besides policy and state, by name; empty for nothing."""
        return ""

    def as_it_stands(self, obj: Any) -> Any:
        """The row that a service returned, with what its answer needs."""
        return self.reload(obj) if self.rereads else obj

    def reload(self, obj: Any) -> Any:
        """Read the row again with what its answer needs; it may have left the subject's sight."""
        return self.rows().get(pk=obj.pk)


class Listing(PolicyViewSet):
    def list(self, request: Request, **kwargs: Any) -> Response:
        rows = self.listed()
        return self.answer_list(rows.visible_to(self.subject))


class Reading(PolicyViewSet):
    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.answer(self.find())


class Nested(PolicyViewSet):
    """Things of one other row, below `/parents/{parent}/`."""

    parent_model: ClassVar[type[Model]]

    @cached_property
    def parent(self) -> Any:
        """The row that the address names by id (or slug, where it has one); NotFound unless visible."""
        word = self.kwargs["parent"]
        rows: Any = self.parent_model._default_manager.all()
        named = getattr(rows, "by_id_or_slug", None)
        try:
            rows = named(word) if named else rows.filter(pk=UUID(word))
        except ValueError:
            raise NotFound() from None
        found = rows.visible_to(self.subject).first()
        if found is None:
            raise NotFound()
        return found


class Creating(PolicyViewSet):
    """Creates, once per Idempotency-Key where the caller sends one."""

    stores_answer: ClassVar[bool] = True
    """False for answers with secrets in them: a repeat is answered by `reissue`."""
    replay_action: ClassVar[str] = "view"
    """What a person must still be allowed to do to the row that they made, to be told of it again."""

    def check_create(self) -> None:
        """Refuse who may not create here, before anything else is looked at."""
        require_for_new(self.subject, "create", self.model)

    def perform(self, given: dict[str, Any]) -> Any:
        """Call the service that creates; return the row."""
        raise NotImplementedError

    def reissue(self, obj: Any) -> Response:
        """Answer a repeat anew, with the row that the first request made."""
        raise NotImplementedError

    def make(self) -> idempotency.Made:
        obj = self.as_it_stands(self.perform(self.read_input(self.write_serializer)))
        return obj, self.answer(obj, code=status.HTTP_201_CREATED, location=self.location_of(obj))

    def create(self, request: Request, **kwargs: Any) -> Response:
        self.check_create()
        key = idempotency.key_of(request)
        if key is None:
            self.spend("create")
            return self.make()[1]
        attempt = idempotency.Attempt(self.subject.user.pk, key, request)
        if (record := attempt.find()) is not None:
            return self._replay(record)
        try:
            self.spend("create")
        except TooManyRequests:
            # The last place may be that of the very same request, which is still at work.
            if (record := attempt.wait()) is None:
                raise
            return self._replay(record)
        return in_transaction(lambda: self._make_once(attempt))

    def _make_once(self, attempt: idempotency.Attempt) -> Response:
        if not attempt.claim() and (record := attempt.find()) is not None:
            return self._replay(record)
        made = self.make()
        attempt.store(made, keep_body=self.stores_answer)
        return made[1]

    def _replay(self, record: IdempotencyRecord) -> Response:
        """Answer as before, to somebody who may still know of what was made."""
        if self.budget is not None:
            give_back(self.subject, self.budget)
            self.budget = None
        made = self.model._default_manager.filter(pk=record.target_id).first()
        if made is not None:
            # What they hold may be older than what they have just made, and wait for here.
            require(self.subject.refreshed(), self.replay_action, made)
        if self.stores_answer:
            response = Response(record.answer, status=record.status, headers=record.headers)
        elif made is None:
            raise NotFound()
        else:
            response = self.reissue(made)
        response["Idempotent-Replayed"] = "true"
        return response


class Editing(PolicyViewSet):
    edit_action = "edit"
    edit_serializer: ClassVar[type[serializers.BaseSerializer[Any]]] = NoInput

    def perform_edit(self, obj: Any, given: dict[str, Any]) -> Any:
        """Call the service that edits; return the row."""
        raise NotImplementedError

    def update(self, request: Request, *, partial: bool = False, **kwargs: Any) -> Response:
        obj = self.find()
        require(self.subject, self.edit_action, obj)
        self.spend("edit")
        if self.workflow and self.edit_action in self.workflow.of:
            self.workflow.guard(obj, self.edit_action, by=self.subject)
        etags.check_if_match(request, obj, required=False)
        given = self.read_input(self.edit_serializer, partial=partial)
        return self.answer(self.as_it_stands(self.perform_edit(obj, given)))

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        return self.update(request, partial=True, **kwargs)


class Revealing(PolicyViewSet):
    """Rows whose personal fields are masked for outsiders, until one says why they must be seen."""

    @extend_schema(
        summary="Open the masked fields to yourself, for 15 minutes and with a reason",
        description="It is written down who looked and why. Reading the row then gives the fields too.",
        request=RevealInput,
    )
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, **kwargs: Any) -> Response:
        obj = self.find()
        require(self.subject, "reveal", obj)
        self.spend("reveal")
        etags.check_if_match(request, obj, required=False)
        reveal(obj, by=self.subject, **self.read_input(RevealInput))
        return self.answer(obj)


def _verb_route(verb: Verb, view: type[PolicyViewSet]) -> Any:
    def run(self: PolicyViewSet, request: Request, **kwargs: Any) -> Response:
        return self.run_verb(verb)

    run.__name__ = f"do_{verb.name}"
    run.__doc__ = verb.explains
    given = view.verb_serializers.get(verb.name)
    route = action(detail=True, methods=["post"], url_path=verb.name, url_name=verb.name)(run)
    return extend_schema(
        summary=verb.label,
        description=verb.explains,
        request=given or OpenApiTypes.NONE,
    )(route)
