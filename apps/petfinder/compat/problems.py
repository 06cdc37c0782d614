"""Refusals as that API says them: problem documents with `invalid-params`."""

from collections.abc import Iterable

from rest_framework.exceptions import APIException


class Refused(APIException):
    """Anything that is answered with a problem."""

    def __init__(self, status: int, title: str, detail: str, *, code: str = "", **extra: object) -> None:
        super().__init__(detail)
        self.status_code = status
        said = {"type": f"/problems#{code or status}", "status": status, "title": title, "detail": detail}
        self.body = {**said, **extra}


def no_token() -> Refused:
    # Client libraries ask for a new token when they read these very words.
    return Refused(401, "Unauthorized", "Access token invalid or expired", code="not_signed_in")


def not_found() -> Refused:
    return Refused(404, "Not Found", "There is no such resource.", code="not_found")


def invalid(found: Iterable[tuple[str, str]]) -> Refused:
    return Refused(
        400,
        "Invalid Request",
        "The request failed due to invalid parameters.",
        code="bad_query",
        **{"invalid-params": [{"in": "query", "path": path, "message": words} for path, words in found]},
    )
