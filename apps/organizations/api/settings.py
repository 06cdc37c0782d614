"""`/organizations/{id}/settings`: one representation of what managers set, wherever it is stored."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.organizations import kinds, services, settings
from apps.organizations.models import Organization
from apps.organizations.models.organization import check_timezone
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.api import etags
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import require

Fields = dict[str, "serializers.Field[Any, Any, Any, Any]"]


def fields_of_kind(context: Mapping[str, Any]) -> Fields:
    """What the organisation's community adds; everything that any adds where no organisation is named."""
    found: Fields = {}
    for settings_of_kind in settings.registered():
        if context.get("kind", settings_of_kind.kind) == settings_of_kind.kind:
            for name, column in settings_of_kind.columns().items():
                build, given = serializers.ModelSerializer().build_standard_field(name, column)
                found[name] = build(**{**given, "required": False})
    return found


class SharedSettingsSerializer(serializers.Serializer[Any]):
    organization = serializers.UUIDField()
    slug = serializers.CharField(help_text="Changed by POST …/change_slug")
    join_policy = serializers.ChoiceField(choices=kinds.JoinPolicy.choices)
    timezone = serializers.CharField()
    version = serializers.IntegerField()


class SettingsSerializer(SharedSettingsSerializer):
    """Besides what every organisation has, what its kind has."""

    def get_fields(self) -> Fields:
        return {**super().get_fields(), **fields_of_kind(self.context)}


class SettingsInput(StrictSerializer):
    reads = SharedSettingsSerializer

    join_policy = serializers.ChoiceField(choices=kinds.JoinPolicy.choices, required=False)
    timezone = serializers.CharField(max_length=40, validators=[check_timezone], required=False)

    def get_fields(self) -> Fields:
        return {**super().get_fields(), **fields_of_kind(self.context)}


class HasSettings(PolicyViewSet):
    @extend_schema(summary="The settings, for its managers", responses=SettingsSerializer, filters=False)
    @action(detail=True, methods=["get"], url_path="settings", url_name="settings")
    def read_settings(self, request: Request, **kwargs: Any) -> Response:
        organization = self.find()
        require(self.subject, "change_settings", organization)
        return self.answer_settings(organization)

    @extend_schema(summary="Change some of the settings", request=SettingsInput, responses=SettingsSerializer)
    @read_settings.mapping.patch
    def change_settings(self, request: Request, **kwargs: Any) -> Response:
        organization = self.find()
        require(self.subject, "change_settings", organization)
        ORGANIZATION.guard(organization, "change_settings", by=self.subject)
        etags.check_if_match(request, organization, required=False)
        context = {**self.get_serializer_context(), "kind": organization.kind}
        serializer = SettingsInput(data=request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        services.change_settings(organization, by=self.subject, **serializer.validated_data)
        return self.answer_settings(self.reload(organization))

    def answer_settings(self, organization: Organization) -> Response:
        tag = etags.object_tag(organization, "settings")
        context = {**self.get_serializer_context(), "kind": organization.kind}
        response = Response(SettingsSerializer(settings.values_of(organization), context=context).data)
        if self.request.method == "GET" and etags.matches(self.request.headers.get("If-None-Match", ""), tag):
            response = Response(status=304)
        response["ETag"] = tag
        return self.cached(response)
