from typing import Any

from django.db.models import QuerySet
from django_filters import ChoiceFilter, FilterSet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.notifications import services
from apps.notifications.api.serializers import (
    NotificationSerializer,
    PreferencesInput,
    PreferencesSerializer,
    UnreadSerializer,
)
from apps.notifications.models import Notification, Preference
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import Listing, PolicyViewSet, Reading
from hearth.kernel.authorization import require
from hearth.kernel.problems import StaleVersion


class NotificationFilter(FilterSet):
    unread = ChoiceFilter(
        choices=[("true", "not read yet"), ("false", "read already")],
        method="by_unread",
        label="Not read yet",
    )

    def by_unread(self, rows: Any, name: str, value: str) -> Any:
        return rows.unread() if value == "true" else rows.exclude(read_at=None)


class _Notifications(PolicyViewSet):
    model = Notification
    serializer_class = NotificationSerializer

    def rows(self) -> Any:
        return Notification.objects.known()

    def audience(self, obj: Any = None) -> str:
        return "own"

    def representation(self, obj: Notification) -> str:
        # The title is written in the reader's language, with times in their timezone.
        reader = self.subject.user
        return f"own:{reader.locale}:{reader.timezone}:{reader.display_name}"


@extend_schema_view(list=extend_schema(summary="What you were told, newest first"))
class MyNotificationsViewSet(Listing, _Notifications):
    needs_identity = True
    filterset_class = NotificationFilter

    @extend_schema(summary="How many you have not read yet", responses=UnreadSerializer)
    def count(self, request: Request, **kwargs: Any) -> Response:
        unread = self.rows().visible_to(self.subject).unread().count()
        return self.cached(Response({"unread": unread}))


@extend_schema_view(retrieve=extend_schema(summary="One notification"))
class NotificationViewSet(Reading, _Notifications):
    @extend_schema(
        summary="Mark it as read",
        description="A repeat changes nothing.",
        request=None,
        responses=NotificationSerializer,
    )
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **kwargs: Any) -> Response:
        notification = self.find()
        require(self.subject, "read", notification)
        etags.check_if_match(request, notification, required=False)
        self.read_input(NoInput)
        return self.answer(services.read(notification, by=self.subject))

    @extend_schema(summary="Mark everything you were told as read", request=None, responses=UnreadSerializer)
    @action(detail=False, methods=["post"])
    def read_all(self, request: Request, **kwargs: Any) -> Response:
        self.read_input(NoInput)
        services.read_all(by=self.subject)
        return self.cached(Response({"unread": 0}))


class PreferencesViewSet(PolicyViewSet):
    """A person's choices as one object; its tag changes with any of them."""

    model = Preference
    needs_identity = True

    def rows(self) -> QuerySet[Any]:
        return Preference.objects.filter(user=self.subject.id)

    @extend_schema(summary="What you want to be told, and how", responses=PreferencesSerializer)
    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self._answer()

    @extend_schema(
        summary="Choose what you want to be told, and how",
        description="What is left out stays. A mandatory kind cannot be switched off (422).",
        request=PreferencesInput,
        responses=PreferencesSerializer,
    )
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        seen = request.headers.get("If-Match", "*")
        if not etags.matches(seen, self._tag(self._wishes())):
            raise StaleVersion("Your preferences changed meanwhile; read them again.")
        given = self.read_input(PreferencesInput, partial=True)
        services.set_wishes(self.subject.user, given.get("notifications", {}), by=self.subject)
        return self._answer()

    def _wishes(self) -> dict[str, Any]:
        return {
            kind.name: {
                "label": kind.label,
                "group": kind.group,
                "mandatory": kind.mandatory,
                "email": wish.email,
                "in_app": wish.in_app,
            }
            for kind, wish in services.wishes_of(self.subject.user).items()
        }

    def _tag(self, wishes: dict[str, Any]) -> str:
        return etags.list_tag([], [repr(wishes)], str(self.subject.id))

    def _answer(self) -> Response:
        wishes = self._wishes()
        tag = self._tag(wishes)
        if self.request.method == "GET" and etags.matches(self.request.headers.get("If-None-Match", ""), tag):
            response = Response(status=304)
        else:
            response = Response({"notifications": wishes})
        response["ETag"] = tag
        return self.cached(response)
