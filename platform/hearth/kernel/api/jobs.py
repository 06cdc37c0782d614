"""Long work over the API: started with 202, watched, cancelled, resumed, and its file fetched."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import path
from django_filters import ChoiceFilter, FilterSet
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    OpenApiTypes,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.reverse import reverse

from hearth.kernel.api import etags, idempotency
from hearth.kernel.api.parsers import LargeJSONParser
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer
from hearth.kernel.api.urls import router
from hearth.kernel.api.views import Creating, Listing, PolicyViewSet, Reading
from hearth.kernel.jobs import JOB, Kind, cancel_job, limit_of, offered, resume_job, start_job
from hearth.kernel.jobs.kinds import label_of
from hearth.kernel.jobs.owners import refusal_of_file
from hearth.kernel.jobs.results import hand_over
from hearth.kernel.jobs.texts import check_size, packed_text
from hearth.kernel.models import Job
from hearth.kernel.problems import Invalid

OWN, PLATFORM = "own", "platform"


class Progress(serializers.Serializer[Any]):
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="Null while nobody knows")
    percent = serializers.IntegerField(allow_null=True)
    doing = serializers.CharField()


class RowError(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class RowErrors(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="As a spreadsheet counts: the line of names is 1")
    errors = RowError(many=True)  # type: ignore[assignment]


class Result(serializers.Serializer[Any]):
    counts = serializers.DictField(child=serializers.IntegerField())
    errors = RowErrors(  # type: ignore[assignment]
        many=True, help_text="What was refused, of the first hundred rows"
    )


class JobSerializer(AudienceSerializer[Job]):
    """Long work of one person."""

    dry_run = serializers.BooleanField(
        source="is_dry_run", read_only=True, help_text="It says what would happen, and changes nothing"
    )
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    organization = serializers.UUIDField(source="organization_id", read_only=True, allow_null=True)
    owner = serializers.UUIDField(source="owner_id", read_only=True)
    progress = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField(help_text="What came of it so far; for its owner")
    error = serializers.CharField(read_only=True, help_text="Why it failed")
    file = serializers.CharField(
        read_only=True, source="file_name", help_text="The name of what …/result gives, or empty"
    )
    only_for: ClassVar[dict[str, set[str]]] = {name: {OWN} for name in ("result", "file")}

    class Meta:
        model = Job
        fields = (
            *(
                "id",
                "kind",
                "label",
                "owner",
                "organization",
                "dry_run",
                "state",
                "progress",
                "result",
                "error",
            ),
            *("file",),
            *("created_at", "started_at", "settled_at", "expires_at", "updated_at", "version"),
        )
        read_only_fields = fields

    def get_label(self, job: Job) -> str:
        return label_of(job.kind)

    def get_progress(self, job: Job) -> Progress:
        facts = {"done": job.done, "total": job.total, "percent": job.percent, "doing": job.doing}
        return Progress(facts).data  # type: ignore[return-value]

    def get_result(self, job: Job) -> Result:
        return Result({"counts": {}, "errors": [], **job.result}).data  # type: ignore[return-value]


class ExportInput(StrictSerializer):
    kind = serializers.CharField(max_length=60, help_text="What to export, such as `my_data`")
    organization = serializers.UUIDField(
        required=False, allow_null=True, help_text="Of which organisation, where the kind is about one"
    )


class ImportInput(ExportInput):
    csv = serializers.CharField(
        trim_whitespace=False,
        required=False,
        help_text="The file's text: comma-separated, the first line names the columns",
    )
    json = serializers.CharField(
        trim_whitespace=False, required=False, help_text="The file's text, for kinds that read JSON"
    )
    gzip = serializers.CharField(
        required=False,
        help_text="Instead of either: the file packed with gzip, in base64, five megabytes unpacked",
    )
    dry_run = serializers.BooleanField(
        required=False, help_text="Only say what would become of each row, and change nothing"
    )
    options = serializers.DictField(
        required=False, help_text="What else the kind lets one choose, by name (see its documentation)"
    )


class JobFilter(FilterSet):
    state = ChoiceFilter(choices=Job.State.choices)

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = []


class _Jobs(PolicyViewSet):
    model = Job
    serializer_class = JobSerializer
    needs_identity = True

    def audience(self, obj: Any = None) -> str:
        theirs = obj is None or self.subject.id in (obj.owner_id, obj.brought_by_id)
        return OWN if theirs else PLATFORM

    def location_of(self, obj: Job) -> str:
        return reverse("job-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(retrieve=extend_schema(summary="One of your jobs: how far it is, and what came of it"))
class JobViewSet(Reading, _Jobs):
    workflow = JOB
    verbs = {"cancel": cancel_job, "resume": resume_job}
    limits = {"resume": "job.resume"}
    # Over the API the same file is sent once more, without `dry_run`.
    not_of_a_row = frozenset({"create", "browse", "start_for", "start_after_dry_run"})

    def obstacle(self, obj: Job, action: str) -> str:
        if action == "download" and (rule := refusal_of_file(obj, self.subject)):
            return rule
        if action == "download" and not obj.file_name:
            return "state" if obj.state != Job.State.DONE else "expired" if obj.emptied_at else "no_file"
        return "expired" if action == "resume" and not obj.is_kept else ""

    @extend_schema(
        summary="The file that it wrote",
        description="For its owner alone, for seven days. Where a bucket has the file, the answer leads to a "
        "link that lives for a minute.",
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/zip"): OpenApiTypes.BINARY,
            302: OpenApiResponse(description="To a signed link to the file"),
            409: OpenApiResponse(description="It is not done"),
        },
    )
    @action(detail=True, methods=["get"])
    def result(self, request: Request, **kwargs: Any) -> HttpResponse:
        job = self.find()
        response = hand_over(job, by=self.subject)
        tag = etags.object_tag(job, "file")
        if etags.matches(request.headers.get("If-None-Match", ""), tag):
            response = HttpResponse(status=status.HTTP_304_NOT_MODIFIED)
        response["ETag"] = tag
        return response


@extend_schema_view(list=extend_schema(summary="Your jobs, newest first"))
class MyJobsViewSet(Listing, _Jobs):
    filterset_class = JobFilter

    def listed(self) -> Any:
        return self.rows().filter(owner=self.subject.id)


class Starting(Creating, _Jobs):
    """Starts a job of a kind that is offered in this place; who asks again meanwhile gets the same one."""

    place: ClassVar[str]

    def perform(self, given: dict[str, Any]) -> Job:
        kind = self.kind_of(given["kind"])
        return start_job(
            kind,
            by=self.subject,
            organization_id=given.get("organization"),
            given=_text_for(kind, given),
            dry_run=given.get("dry_run", False),
            limit=limit_of(self.place, dry_run=given.get("dry_run", False)),
            options=given.get("options"),
        )

    def kind_of(self, word: str) -> Kind:
        kinds = offered(self.place)
        if word not in kinds:
            known = ", ".join(kinds) or "none"
            raise Invalid([("/kind", "invalid_choice", f"There is no such kind. Known: {known}.")])
        return kinds[word]

    def make(self) -> idempotency.Made:
        job = self.reload(self.perform(self.read_input(self.write_serializer)))
        return job, self.answer(job, code=status.HTTP_202_ACCEPTED, location=self.location_of(job))


def _text_for(kind: Kind, given: dict[str, Any]) -> str:
    """The text that the kind works on, from the one field that brings it."""
    brought = [name for name in ("csv", "json", "gzip") if name in given]
    if not kind.takes:
        return ""
    if not brought:
        words = f"Send the file's text as `{kind.takes}`, or packed as `gzip`."
        raise Invalid([(f"/{kind.takes}", "required", words)])
    if strange := [name for name in brought if name not in (kind.takes, "gzip")] or brought[1:]:
        words = f"Leave it out: the file's text comes as `{kind.takes}`, or packed as `gzip`."
        raise Invalid([(f"/{strange[0]}", "not_taken", words)])
    if brought == ["gzip"]:
        return packed_text(given["gzip"], "/gzip")
    text: str = given[kind.takes]
    check_size(text, f"/{kind.takes}")
    return text


def _starting(summary: str, description: str, request: Any) -> Any:
    where = OpenApiParameter(
        "Location", str, OpenApiParameter.HEADER, response=[202], description="Where the job can be watched"
    )
    answers = {202: JobSerializer}
    return extend_schema_view(
        create=extend_schema(
            summary=summary, description=description, request=request, parameters=[where], responses=answers
        )
    )


@_starting(
    "Start an export",
    "A job writes a file, which …/result then gives. While the same export waits or is under way, "
    "asking again answers with that one.",
    ExportInput,
)
class ExportViewSet(Starting):
    place = "exports"
    write_serializer = ExportInput
    limits = {"create": "job.export"}


@_starting(
    "Start an import",
    "A job makes something of every row. `result` tells which rows were refused; they hold up no other. "
    "With `dry_run` it changes nothing and says what would happen, in `result` and in its file. A request "
    "may have six megabytes. Twenty a day are queued for real, and a hundred dry runs; what is refused "
    "counts as neither.",
    ImportInput,
)
class ImportViewSet(Starting):
    place = "imports"
    parser_classes = [LargeJSONParser]
    write_serializer = ImportInput
    limits = {"create": "job.send"}


_router = router()
_router.register("jobs", JobViewSet, basename="job")

urlpatterns = [
    path("users/me/jobs", MyJobsViewSet.as_view({"get": "list"}), name="my-jobs-api"),
    path("exports", ExportViewSet.as_view({"post": "create"}), name="exports"),
    path("imports", ImportViewSet.as_view({"post": "create"}), name="imports"),
    *_router.urls,
]
