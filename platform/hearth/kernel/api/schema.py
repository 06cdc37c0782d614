"""OpenAPI from the same tables: every operation documents the problems that it can answer."""

from typing import Any

from drf_spectacular.openapi import AutoSchema as Spectacular

_PROBLEM = {
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
    "400": "Malformed: the body or the query cannot be read",
    "401": "Sign in first",
    "403": "Known to you, but not allowed",
    "404": "Not there, or not yours to know of",
    "406": "Only JSON is spoken here",
    "409": "Not possible in the present state, or taken",
    "412": "It changed since you read it",
    "413": "The body is too large",
    "415": "Send application/json",
    "422": "Understood, but some fields cannot be accepted",
    "428": "If-Match is missing",
    "503": "A service we depend on does not answer",
}


class AutoSchema(Spectacular):
    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._problems(operation):
            operation["responses"].setdefault(
                status,
                {
                    "description": _WORDS[status],
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    },
                },
            )
        return operation

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def _problems(self, operation: dict[str, Any]) -> list[str]:
        found = ["400", "401", "406", "503"]
        writes = self.method not in ("GET", "HEAD")
        if "{" in self.path:
            found.append("404")
        if writes:
            found += ["403", "404", "409", "412"]
        if "requestBody" in operation or self.method == "POST":
            found += ["413", "415", "422"]
        if writes and self.path.rpartition("/")[2] in getattr(self.view, "verbs_by_version", ()):
            found.append("428")
        if getattr(self.view, "needs_identity", False):
            found.append("403")
        return sorted(set(found))


def add_problem_schema(result: dict[str, Any], generator: Any, **kwargs: Any) -> dict[str, Any]:
    """Put the shape of every problem document among the components."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    return result
