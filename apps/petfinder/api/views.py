from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.response import Response
from rest_framework.reverse import reverse

from apps.petfinder import services
from apps.petfinder.api.serializers import ApiClientInput, ApiClientSerializer, NewApiClientSerializer
from apps.petfinder.models import ApiClient
from hearth.kernel.api.deleting import Deleting
from hearth.kernel.api.idempotency import Made
from hearth.kernel.api.views import Creating, Listing, PolicyViewSet, Reading


class _ApiClients(PolicyViewSet):
    model = ApiClient
    serializer_class = ApiClientSerializer

    def audience(self, obj: Any = None) -> str:
        return "own"

    def location_of(self, obj: Any) -> str:
        return reverse("api-client-detail", kwargs={"id": str(obj.pk)}, request=self.request)


@extend_schema_view(
    list=extend_schema(summary="Your programs that may read the Petfinder API, newest first"),
    create=extend_schema(
        summary="Let a program read the Petfinder API",
        description="The answer alone holds `client_secret`; we keep no more than its hash. A repeat "
        "under one Idempotency-Key gets the same client with another secret.",
        request=ApiClientInput,
        responses={201: NewApiClientSerializer},
    ),
)
class MyApiClientsViewSet(Creating, Listing, _ApiClients):
    needs_identity = True
    write_serializer = ApiClientInput
    stores_answer = False
    limits = {"create": "petfinder.client"}

    def listed(self) -> Any:
        return self.rows().filter(user=self.subject.user)

    def make(self) -> Made:
        client, secret = services.create_client(by=self.subject, **self.read_input(ApiClientInput))
        return client, self._answer_with(client, secret)

    def reissue(self, obj: ApiClient) -> Response:
        return self._answer_with(obj, services.renew_secret(obj, by=self.subject))

    def _answer_with(self, client: ApiClient, secret: str) -> Response:
        answer = {**self.represent(client), "client_secret": secret}
        response = Response(answer, status=status.HTTP_201_CREATED)
        response["Location"] = self.location_of(client)
        return self.cached(response)


@extend_schema_view(
    retrieve=extend_schema(summary="One of your programs"),
    destroy=extend_schema(summary="Revoke a program's access, at once", responses={204: None}),
)
class ApiClientViewSet(Deleting, Reading, _ApiClients):
    needs_identity = True
    delete_action = "revoke"

    def perform_delete(self, obj: ApiClient) -> None:
        services.revoke_client(obj, by=self.subject)
