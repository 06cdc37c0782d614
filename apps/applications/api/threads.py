"""Messages between both sides of an application, and notes of one."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.applications import services
from apps.applications.api.serializers import MessageSerializer, MessageText, NoteSerializer, NoteText
from apps.applications.masking import PLATFORM, REVEALED, audience_of
from apps.applications.models import Application, Message, Note
from hearth.kernel.api.views import Creating, Listing, Nested, PolicyViewSet
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import NotAllowed


class Thread(Nested, Creating, Listing, PolicyViewSet):
    """What is written along one application, the first thing first."""

    parent_model = Application
    needs_identity = True
    order = Keyset("created_at", "id")

    def check_create(self) -> None:
        require(self.subject, self.action_to_write, self.parent)

    action_to_write = ""

    def list(self, request: Request, **kwargs: Any) -> Response:
        audience = audience_of(self.parent, self.subject)
        if audience == PLATFORM:
            raise NotAllowed("Say first why you need to see it: POST …/reveal.", rule="reveal")
        rows = self.listed()
        return self.answer_list(rows if audience == REVEALED else rows.visible_to(self.subject))

    def location_of(self, obj: Any) -> str:
        ids = {"parent": str(obj.application_id)}
        return reverse(f"api-application-{self.word}", kwargs=ids, request=self.request)

    word = ""


@extend_schema_view(
    list=extend_schema(summary="The messages of an application, the first one first"),
    create=extend_schema(
        summary="Write to the other side", request=MessageText, responses={201: MessageSerializer}
    ),
)
class MessagesViewSet(Thread):
    model = Message
    serializer_class = MessageSerializer
    write_serializer = MessageText
    limits = {"create": "application.write"}
    action_to_write, word = "write_message", "messages"

    def listed(self) -> Any:
        return self.rows().filter(application=self.parent)

    def rows(self) -> Any:
        return Message.objects.select_related("user", "organization")

    def representation(self, obj: Message) -> str:
        names = (obj.user.display_name, obj.organization and obj.organization.name, obj.removed_at, obj.text)
        return "\n".join(map(str, [self.subject.id, *names]))

    def perform(self, given: dict[str, Any]) -> Message:
        return services.write_message(self.parent, by=self.subject, **given)


@extend_schema_view(
    list=extend_schema(summary="The notes of those who decide; the applicant never gets them"),
    create=extend_schema(
        summary="Note something for those who decide", request=NoteText, responses={201: NoteSerializer}
    ),
)
class NotesViewSet(Thread):
    model = Note
    serializer_class = NoteSerializer
    write_serializer = NoteText
    limits = {"create": "application.write"}
    action_to_write, word = "write_note", "notes"

    def listed(self) -> Any:
        return self.rows().filter(application=self.parent)

    def rows(self) -> Any:
        return Note.objects.select_related("user")

    def list(self, request: Request, **kwargs: Any) -> Response:
        if audience_of(self.parent, self.subject) != REVEALED:
            require(self.subject, "write_note", self.parent)
        return super().list(request, **kwargs)

    def representation(self, obj: Note) -> str:
        return "\n".join([self.audience(obj), obj.user.display_name, obj.text])

    def perform(self, given: dict[str, Any]) -> Note:
        return services.write_note(self.parent, by=self.subject, **given)
