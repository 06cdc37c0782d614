"""The platform's own tables over HTTP: the same for everybody, so that clients need not repeat them."""

import json
from hashlib import blake2b
from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from hearth.kernel import tables
from hearth.kernel.api import etags
from hearth.kernel.api.permissions import Anyone
from hearth.kernel.authorization import subject_of
from hearth.kernel.problems import BadQuery


def _words(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


STATE = inline_serializer(
    "WorkflowState",
    {
        "state": serializers.CharField(),
        "label": serializers.CharField(),
        "final": serializers.BooleanField(help_text="No verb leads out of it"),
    },
    many=True,
)
VERB = inline_serializer(
    "WorkflowVerb",
    {
        "verb": serializers.CharField(help_text="The last part of its route: POST /things/{id}/{verb}"),
        "label": serializers.CharField(),
        "explains": serializers.CharField(),
        "from": _words("The states that have it; none where a row begins"),
        "to": serializers.CharField(allow_null=True, help_text="null: the state stays what it is"),
        "event": serializers.CharField(),
        "published_as": _words("Other names under which some of these events are known outside"),
        "by_hand": serializers.BooleanField(
            help_text="false: it happens inside another request, or by itself"
        ),
        "rule": serializers.CharField(allow_null=True, help_text="Who may; null: nobody but the platform"),
    },
    many=True,
)
WORKFLOW = inline_serializer(
    "Workflow",
    {
        "name": serializers.CharField(),
        "model": serializers.CharField(),
        "field": serializers.CharField(),
        "initial": serializers.CharField(),
        "states": STATE,
        "verbs": VERB,
    },
    many=True,
)
ROLE = inline_serializer(
    "TenantRole",
    {
        "role": serializers.CharField(),
        "rank": serializers.IntegerField(help_text="Higher is stronger"),
        "capabilities": _words("In an approved organisation"),
        "before_approval": _words("In one that is pending or was rejected"),
    },
    many=True,
)
CAPABILITIES: dict[str, serializers.Field[Any, Any, Any, Any]] = {
    "capabilities": inline_serializer(
        "Capability",
        {"capability": serializers.CharField(), "explains": serializers.CharField()},
        many=True,
    ),
    "system_roles": inline_serializer(
        "SystemRoleTable",
        {"role": serializers.CharField(), "capabilities": _words("On the whole platform")},
        many=True,
    ),
    "kinds": inline_serializer(
        "OrganizationKindTable", {"kind": serializers.CharField(), "roles": ROLE}, many=True
    ),
    "limits": inline_serializer(
        "RateLimit",
        {
            "limit": serializers.CharField(),
            "number": serializers.IntegerField(),
            "per_seconds": serializers.IntegerField(),
        },
        many=True,
    ),
}


UNCHANGED = OpenApiResponse(
    description="You have the present one: its tag is the If-None-Match that you sent"
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what you have: 304 while it is the present one",
)


class MetaViewSet(ViewSet):
    permission_classes = [Anyone]

    @extend_schema(
        summary="Every workflow: its states, its verbs and who may do them",
        parameters=[IF_NONE_MATCH],
        responses={200: inline_serializer("Workflows", {"workflows": WORKFLOW}), 304: UNCHANGED},
    )
    def workflows(self, request: Request) -> Response:
        return self.answer({"workflows": tables.described_workflows()})

    @extend_schema(
        summary="Every capability, and the roles that have it",
        description="Roles stand highest first. Limits are counted per person.",
        parameters=[IF_NONE_MATCH],
        responses={200: inline_serializer("CapabilityTables", CAPABILITIES), 304: UNCHANGED},
    )
    def capabilities(self, request: Request) -> Response:
        return self.answer(tables.described_capabilities())

    def answer(self, found: dict[str, Any]) -> Response:
        request = self.request
        if unknown := sorted(request.query_params):
            raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=[])
        digest = blake2b(json.dumps(found, sort_keys=True).encode(), digest_size=8).hexdigest()
        tag = f'"{digest}"'
        if etags.matches(request.headers.get("If-None-Match", ""), tag):
            response = Response(status=status.HTTP_304_NOT_MODIFIED)
        else:
            response = Response(found)
        anonymous = subject_of(request).user is None
        response["ETag"] = tag
        response["Cache-Control"] = "public, s-maxage=30" if anonymous else "private, no-store"
        return response


urlpatterns = [
    path("meta/workflows", MetaViewSet.as_view({"get": "workflows"}), name="api-meta-workflows"),
    path("meta/capabilities", MetaViewSet.as_view({"get": "capabilities"}), name="api-meta-capabilities"),
]
