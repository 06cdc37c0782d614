from rest_framework import serializers

from apps.petfinder.models import ApiClient
from hearth.kernel.api.serializers import StrictSerializer


class ApiClientSerializer(serializers.ModelSerializer[ApiClient]):
    class Meta:
        model = ApiClient
        fields = (
            "id",
            "name",
            "client_id",
            "last_used_at",
            "revoked_at",
            "created_at",
            "updated_at",
            "version",
        )


class NewApiClientSerializer(ApiClientSerializer):
    """With the secret, which is told this once."""

    client_secret = serializers.CharField(read_only=True)

    class Meta(ApiClientSerializer.Meta):
        fields = (*ApiClientSerializer.Meta.fields, "client_secret")  # type: ignore[assignment]


class ApiClientInput(StrictSerializer):
    name = serializers.CharField(max_length=60)
