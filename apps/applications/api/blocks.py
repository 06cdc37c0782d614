from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.reverse import reverse

from apps.applications.models import Block
from apps.applications.services import blocks as services
from apps.moderation.api.reports import TargetId
from apps.organizations.models import Organization
from hearth.kernel.api import idempotency
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import Creating, Listing, Nested, PolicyViewSet, Reading

NOT_TOLD = (
    "Name what they wrote: a `question`, an `application` or a `message` to you. They are not told; what "
    "they send is answered as if the pet took none. Sent again it changes nothing (200)."
)


class BlockSerializer(serializers.ModelSerializer[Block]):
    name = serializers.CharField(source="person.display_name", help_text="Whom")
    made_by = serializers.CharField(source="user.display_name")

    class Meta:
        model = Block
        fields = ("id", "name", "organization", "note", "made_by", "created_at", "version")
        read_only_fields = fields


class BlockInput(StrictSerializer):
    """Exactly one of the three says who it is."""

    reads = BlockSerializer

    question = TargetId(required=False)
    application = TargetId(required=False)
    message = TargetId(required=False)
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="Why, for yourselves"
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        named = {name: given.pop(name) for name in services.SOURCES if name in given}
        if len(named) != 1:
            words = f"Name exactly one of: {', '.join(services.SOURCES)}."
            raise serializers.ValidationError({next(reversed(named), "question"): [words]})
        [(source, id)] = named.items()
        return {**given, "source": source, "id": id}


class Blocks(PolicyViewSet):
    model = Block
    serializer_class = BlockSerializer
    needs_identity = True

    def rows(self) -> Any:
        return Block.objects.select_related("person", "user")

    def representation(self, obj: Block) -> str:
        return "\n".join([self.audience(obj), obj.person.display_name, obj.user.display_name])

    def location_of(self, obj: Any) -> str:
        return reverse("api-block-detail", kwargs={"id": str(obj.pk)}, request=self.request)


class BlockList(Creating, Listing, Blocks):
    write_serializer = BlockInput
    limits = {"create": "block.create"}

    @property
    def organization(self) -> Organization | None:
        return None

    def check_create(self) -> None:
        services.check_may_block(self.organization, by=self.subject)

    def make(self) -> idempotency.Made:
        given = self.read_input(BlockInput)
        found, is_new = services.block(by=self.subject, organization=self.organization, **given)
        found = self.reload(found)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return found, self.answer(found, code=code, location=self.location_of(found))


@extend_schema_view(
    list=extend_schema(summary="Whom you keep away from the pets that you rehome yourself, newest first"),
    create=extend_schema(
        summary="Keep somebody away from your pets",
        description=NOT_TOLD,
        request=BlockInput,
        responses={200: BlockSerializer, 201: BlockSerializer},
    ),
)
class MyBlocksViewSet(BlockList):
    def listed(self) -> Any:
        return self.rows().filter(user=self.subject.id, organization=None)


@extend_schema_view(
    list=extend_schema(
        summary="Whom an organisation keeps away, newest first",
        description="For those who answer questions there; others find none.",
    ),
    create=extend_schema(
        summary="Keep somebody away from an organisation's pets",
        description=NOT_TOLD,
        request=BlockInput,
        responses={200: BlockSerializer, 201: BlockSerializer},
    ),
)
class OrganizationBlocksViewSet(Nested, BlockList):
    parent_model = Organization

    @property
    def organization(self) -> Organization | None:
        found: Organization = self.parent
        return found

    def listed(self) -> Any:
        return self.rows().filter(organization=self.parent)


@extend_schema_view(
    retrieve=extend_schema(summary="Somebody who is kept away"),
    destroy=extend_schema(summary="Hear from them again", responses={204: None}),
)
class BlockViewSet(Deleting, Reading, Blocks):
    delete_action = "lift"
    limits = {"lift": "block.lift"}

    def perform_delete(self, obj: Block) -> None:
        services.lift_block(obj, by=self.subject)
