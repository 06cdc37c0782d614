"""The addresses of that API."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote_plus

from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.listings.models import Pet
from apps.petfinder.compat import shape
from apps.petfinder.compat.finding import breeds_of, find_animals, find_organizations, organizations, shown
from apps.petfinder.compat.paging import page_of, pagination
from apps.petfinder.compat.parameters import read_animals, read_organizations
from apps.petfinder.compat.problems import Refused, no_token, not_found
from apps.petfinder.kinds import TYPES, AnimalType, type_named
from apps.petfinder.models import ApiClient
from apps.petfinder.services import TOKEN_SECONDS, client_of, token_for
from hearth.kernel.api.parsers import StrictJSONParser
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Subject
from hearth.kernel.limits import spend
from hearth.kernel.problems import Problem


class ApiClientToken(BaseAuthentication):
    """Knows a program by the token that it was given for its id and secret."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or (client := client_of(token.strip())) is None:
            raise no_token()
        return client.user, client

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="animals"'


class IsApiClient(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return request.auth is not None


class OnlyJson(BaseContentNegotiation):
    """That API answers in JSON whatever is asked for."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return next((parser for parser in parsers if parser.media_type in (request.content_type or "")), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class CompatView(APIView):
    """An address of that API: reads for programs with a token, and speaks of problems in its way."""

    authentication_classes: Any = (ApiClientToken,)
    permission_classes: Any = (IsApiClient,)
    renderer_classes: Any = (JSONRenderer,)
    parser_classes: Any = ()
    content_negotiation_class = OnlyJson
    http_method_names: Any = ["get", "head"]
    schema = None  # it has its own description, elsewhere

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.auth is not None:
            # Nobody is asked for roles here: whose budget it is, is all that matters.
            self.budget = spend(Subject(user=self.client.user), "petfinder.read")
            self.budget.check()

    budget: Any = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        for name, value in self.budget.headers.items() if self.budget else ():
            response[name] = value
        response["Cache-Control"] = "private, no-store"
        return super().finalize_response(request, response, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        if not isinstance(exc, Refused):
            exc = _refused(as_problem(exc))
        response = Response(exc.body, status=exc.status_code, content_type="application/problem+json")
        if exc.status_code == 401:
            response["WWW-Authenticate"] = 'Bearer realm="animals"'
        if "retry_after" in exc.body:
            response["Retry-After"] = str(exc.body["retry_after"])
        response.exception = True
        return response

    @property
    def client(self) -> ApiClient:
        return cast(ApiClient, self.request.auth)

    @property
    def given(self) -> dict[str, str]:
        """The parameters that hold text; lists may also be said as `breed[]=…` again and again."""
        found: dict[str, str] = {}
        for name, values in self.request.query_params.lists():
            found[name.removesuffix("[]")] = ",".join(values) if name.endswith("[]") else values[-1]
        return found

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)


def _refused(problem: Problem) -> Refused:
    later = {} if problem.retry_after is None else {"retry_after": problem.retry_after}
    return Refused(problem.status, problem.title, str(problem), code=problem.code, **later)


class TokenView(CompatView):
    """Gives a program a token for its id and secret: by HTTP Basic, in a form or in JSON."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (StrictJSONParser, FormParser, MultiPartParser)
    http_method_names: Any = ["post"]

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        if response.status_code == 401:
            response["WWW-Authenticate"] = 'Basic realm="animals"'
        return response

    def post(self, request: Request) -> Response:
        try:
            sent = request.data
        except (ParseError, UnsupportedMediaType):
            sent = {}
        if _text(sent, "grant_type") != "client_credentials":
            words = "grant_type must be client_credentials."
            raise Refused(400, "unsupported_grant_type", words, code="malformed")
        in_body = _text(sent, "client_id"), _text(sent, "client_secret")
        token = token_for(*(_basic(request.headers.get("Authorization", "")) or in_body))
        if token is None:
            words = "Client authentication failed"
            raise Refused(401, "invalid_client", words, code="not_signed_in", hint=None)
        return Response({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token})


def _basic(header: str) -> tuple[str, str] | None:
    """The id and the secret of an Authorization header (RFC 6749, 2.3.1); None without one of that scheme."""
    scheme, _, sent = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(sent.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return unquote_plus(name), unquote_plus(secret)


def _text(sent: Any, name: str) -> str:
    found = sent.get(name) if isinstance(sent, Mapping) else None
    return found if isinstance(found, str) else ""


class AnimalsView(CompatView):
    def get(self, request: Request) -> Response:
        asked = read_animals(self.given)
        pets, total = page_of(find_animals(asked, self.client), asked)
        return Response(
            {
                "animals": [shape.animal(pet, self.absolute) for pet in pets],
                "pagination": pagination("animals", self.given, asked, total),
            }
        )


class AnimalView(CompatView):
    def get(self, request: Request, id: str) -> Response:
        # Nobody has a number of more than eighteen digits; the column would refuse it.
        known = id.isascii() and id.isdigit() and len(id) <= 18
        pet: Pet | None = shown().filter(animal_number__number=int(id)).first() if known else None
        if pet is None:
            raise not_found()
        return Response({"animal": shape.animal(pet, self.absolute)})


class TypesView(CompatView):
    def get(self, request: Request) -> Response:
        return Response({"types": [shape.animal_type(kind) for kind in TYPES]})


class TypeView(CompatView):
    def get(self, request: Request, kind: str) -> Response:
        return Response({"type": shape.animal_type(_kind(kind))})


class BreedsView(CompatView):
    def get(self, request: Request, kind: str) -> Response:
        found = _kind(kind)
        return Response({"breeds": [shape.breed(name, found) for name in breeds_of(found)]})


class OrganizationsView(CompatView):
    def get(self, request: Request) -> Response:
        asked = read_organizations(self.given)
        rows, total = page_of(find_organizations(asked), asked)
        return Response(
            {
                "organizations": [shape.organization(row, self.absolute) for row in rows],
                "pagination": pagination("organizations", self.given, asked, total),
            }
        )


class OrganizationView(CompatView):
    def get(self, request: Request, id: str) -> Response:
        if id.lower() == shape.PRIVATE_OWNERS:
            return Response({"organization": shape.private_owners(self.absolute)})
        # Client libraries write the ids of organisations in capitals in some places.
        found = organizations().filter(Q(slug=id) | Q(slug=id.lower()))
        row = found.first() if "\x00" not in id else None
        if row is None:
            raise not_found()
        return Response({"organization": shape.organization(row, self.absolute)})


class NowhereView(CompatView):
    """Whatever else is below: known to nobody, said in this API's way."""

    http_method_names: Any = ["get", "head", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise not_found()


def _kind(word: str) -> AnimalType:
    kind = type_named(word)
    if kind is None:
        raise not_found()
    return kind
