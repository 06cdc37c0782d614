"""OpenAPI from the same tables: every operation documents the problems that it can answer."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema as Spectacular
from drf_spectacular.plumbing import get_lib_doc_excludes
from rest_framework.serializers import ChoiceField

from hearth.kernel.api.permissions import Anyone

JSON = dict[str, Any]

_PROBLEM: JSON = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
_WORDS = {
    "400": ("Malformed", "Malformed: the body, the query or a header cannot be read"),
    "401": ("NotSignedIn", "Sign in first"),
    "403": ("NotAllowed", "Known to you, but not allowed"),
    "404": ("NotFound", "Not there, or not yours to know of"),
    "406": ("NotAcceptable", "Only JSON is spoken here"),
    "409": ("Conflict", "Not possible in the present state, or taken"),
    "412": ("StaleVersion", "It changed since you read it"),
    "413": ("TooLarge", "The body is too large"),
    "415": ("UnsupportedMediaType", "Send application/json"),
    "422": ("Invalid", "Understood, but some fields cannot be accepted"),
    "428": ("VersionRequired", "If-Match is missing"),
    "429": ("TooManyRequests", "Often enough for now"),
    "503": ("Unavailable", "A service we depend on does not answer"),
}
_WAIT: JSON = {
    "description": "Seconds after which another try makes sense",
    "schema": {"type": "integer", "minimum": 0},
}
_HEADERS: dict[str, JSON] = {
    "401": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    "409": {"Retry-After": _WAIT},
    "429": {
        "Retry-After": {**_WAIT, "required": True},
        **{
            name: {"required": True, "schema": {"type": "integer", "minimum": 0}}
            for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
        },
    },
    "503": {"Retry-After": {**_WAIT, "required": True}},
}
_NOT_MODIFIED: JSON = {"description": "You have the present one: its tag is the If-None-Match that you sent"}
_ETAG: JSON = {"description": "Its version, and which representation this is", "schema": {"type": "string"}}
_LOCATION: JSON = {
    "description": "Where the new one is",
    "required": True,
    "schema": {"type": "string", "format": "uri-reference"},
}
_PARAMETERS: dict[str, JSON] = {
    "IfMatch": {
        "name": "If-Match",
        "description": "The ETag of what you read: 412 when it changed since",
    },
    "IfMatchRequired": {
        "name": "If-Match",
        "required": True,
        "description": "The ETag of what you decide about: 412 when it changed since",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "description": "The ETag of what you have: 304 while it is the present one",
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "description": "A word of your own for each thing to create: sent again, it creates nothing more",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    },
}


class AutoSchema(Spectacular):
    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        headers = [{"$ref": f"#/components/parameters/{name}"} for name in self._headers()]
        if headers:
            operation["parameters"] = [*operation.get("parameters", ()), *headers]
        answers = operation["responses"]
        for status in {*self._problems(operation), *(answers.keys() & _WORDS.keys())}:
            answers[status] = {"$ref": f"#/components/responses/{_WORDS[status][0]}"}
        if self._is_tagged():
            for status in answers.keys() & {"200", "201"}:
                answers[status].setdefault("headers", {})["ETag"] = _ETAG
            if self.method == "GET":
                answers.setdefault("304", _NOT_MODIFIED)
        if "201" in answers:
            answers["201"].setdefault("headers", {})["Location"] = _LOCATION
        operation["responses"] = dict(sorted(answers.items()))
        return operation

    def get_auth(self) -> list[dict[str, Any]]:
        """Name the ways to sign in; what anybody may read asks for none."""
        found: list[dict[str, Any]] = super().get_auth()
        personal = getattr(self.view, "needs_identity", False)
        return found if self._writes or personal else [*found, {}]

    def _get_paginator(self) -> Any:
        # What is about one row answers with all there is of it.
        return None if getattr(self.view, "detail", None) else super()._get_paginator()

    def get_filter_backends(self) -> list[Any]:
        return [] if getattr(self.view, "detail", None) else list(super().get_filter_backends())

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> JSON:
        """Promise only the fields that every reader gets: `only_for` and `for_some` name the others."""
        found: JSON = super()._map_basic_serializer(serializer, direction)
        some = {*getattr(serializer, "only_for", ()), *getattr(serializer, "for_some", ())}
        if promised := [name for name in found.pop("required", ()) if name not in some]:
            found["required"] = promised
        return found

    def _map_serializer_field(self, field: Any, direction: Any, *args: Any, **kwargs: Any) -> JSON:
        # The framework forgets that a column with choices may be empty once nobody writes it.
        if isinstance(field, ChoiceField) and field.read_only and getattr(_column_of(field), "blank", False):
            field.allow_blank = True
        found: JSON = super()._map_serializer_field(field, direction, *args, **kwargs)
        return found

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    @property
    def _action(self) -> str:
        """What the policy and the limits call it: `create`, `edit` or the verb."""
        action = str(getattr(self.view, "action", "") or "")
        if action in ("update", "partial_update"):
            return "edit"
        return action.removeprefix("do_")

    @property
    def _writes(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def _is_tagged(self) -> bool:
        return getattr(self.view, "order", None) is not None and self._action != "actions"

    def _needs_version(self) -> bool:
        return self._action in getattr(self.view, "verbs_by_version", ())

    def _headers(self) -> Iterator[str]:
        if not self._is_tagged():
            return
        if not self._writes:
            yield "IfNoneMatch"
        elif self._action == "create":
            if hasattr(self.view, "check_create"):
                yield "IdempotencyKey"
        else:
            yield "IfMatchRequired" if self._needs_version() else "IfMatch"

    def _problems(self, operation: JSON) -> list[str]:
        found = ["400", "401", "406", "503"]
        if Anyone not in getattr(self.view, "permission_classes", ()):
            found.append("403")
        if "{" in self.path or getattr(self.view, "may_be_missing", False):
            found.append("404")
        if self._writes:
            found += ["404", "409", "412"]
        if "requestBody" in operation or self.method == "POST":
            found += ["413", "415", "422"]
        if self._writes and self._needs_version():
            found.append("428")
        if self._action in getattr(self.view, "limits", ()):
            found.append("429")
        return sorted(set(found))


def _column_of(field: Any) -> Any:
    try:
        return field.parent.Meta.model._meta.get_field(field.source)
    except (AttributeError, FieldDoesNotExist):
        return None


def what_is_offered(endpoints: list[Any]) -> list[Any]:
    """Leave out the routes of what this deployment has not configured (`is_offered` of a view)."""
    return [each for each in endpoints if getattr(each[3].cls, "is_offered", _yes)()]


def _yes() -> bool:
    return True


def add_problem_schema(result: JSON, generator: Any, **kwargs: Any) -> JSON:
    """Put what all operations share among the components: problem documents and request headers."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["responses"] = {name: _response(status, words) for status, (name, words) in _WORDS.items()}
    components["parameters"] = {
        name: {"in": "header", "schema": {"type": "string"}, **facts} for name, facts in _PARAMETERS.items()
    }
    return result


def _response(status: str, words: str) -> JSON:
    found: JSON = {
        "description": words,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in _HEADERS:
        found["headers"] = _HEADERS[status]
    return found


def not_told() -> list[type]:
    """The classes whose docstrings are for whoever writes views, and not for whoever reads the API."""
    from hearth.kernel.api import deleting, hot, views

    bases = (getattr(module, name) for module in (views, hot, deleting) for name in vars(module))
    ours = {base for base in bases if isinstance(base, type) and issubclass(base, views.PolicyViewSet)}
    return [*get_lib_doc_excludes(), *ours]
