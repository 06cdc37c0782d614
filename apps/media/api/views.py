from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.media import services
from apps.media.api.serializers import DescriptionInput, MediaSerializer, UploadInput, UploadSerializer
from apps.media.models import MediaFile
from apps.media.uploads import upload_target
from apps.media.workflows import AWAITING, MEDIA
from apps.moderation.api.verbs import Decidable, decision_verb
from hearth.kernel.api.idempotency import Made
from hearth.kernel.api.serializers import ReasonInput
from hearth.kernel.api.views import Creating, Editing, Reading
from hearth.kernel.authorization import require
from hearth.kernel.workflow import Verb


@extend_schema_view(
    retrieve=extend_schema(summary="How far a file has come, and its published sizes"),
    partial_update=extend_schema(summary="Describe a picture in words", request=DescriptionInput),
)
class MediaViewSet(Decidable, Reading, Editing):
    """Uploads, for their owners, the organisation they were made for, and moderators."""

    model = MediaFile
    serializer_class = MediaSerializer
    edit_serializer = DescriptionInput
    workflow = MEDIA
    verbs = {
        "complete": services.complete_upload,
        "approve": decision_verb("approve"),
        "remove": decision_verb("remove"),
    }
    verb_serializers = {"remove": ReasonInput}
    verbs_by_version = frozenset({"approve", "remove"})
    http_method_names = ["get", "head", "options", "post", "patch"]

    def perform_edit(self, obj: MediaFile, given: dict[str, Any]) -> MediaFile:
        return services.describe(obj, by=self.subject, **given) if given else obj

    def run_verb(self, verb: Verb) -> Response:
        """Answer 200 to a late repeat of complete: the worker may well have been quicker."""
        if verb.name == "complete":
            media = self.find()
            require(self.subject, verb.name, media)
            if media.state != AWAITING:
                return self.answer(media)
        return super().run_verb(verb)


@extend_schema_view(
    create=extend_schema(
        summary="Announce a file, and learn where to send it",
        description=(
            "The answer holds a signed form, good for ten minutes: post all `fields` and then the file, as "
            "`file`, to `url` as multipart/form-data, then complete the upload."
        ),
        request=UploadInput,
        responses={201: UploadSerializer},
    )
)
class UploadViewSet(Creating):
    """The way in for files. A repeat under one Idempotency-Key gets the same file with a new signature."""

    model = MediaFile
    serializer_class = MediaSerializer
    write_serializer = UploadInput
    stores_answer = False
    replay_action = "complete"
    limits = {"create": "media.upload"}

    def make(self) -> Made:
        media, policy = services.start_upload(by=self.subject, **self.read_input(UploadInput))
        return media, self._answer_with(media, policy)

    def reissue(self, obj: MediaFile) -> Response:
        return self._answer_with(obj, upload_target().policy(obj))

    def _answer_with(self, media: MediaFile, policy: dict[str, Any]) -> Response:
        url = self.request.build_absolute_uri(policy["url"])
        answer = {"media": self.represent(media), "url": url, "fields": policy["fields"]}
        response = Response(answer, status=status.HTTP_201_CREATED)
        response["Location"] = reverse("media-detail", kwargs={"id": str(media.pk)}, request=self.request)
        return self.cached(response)
