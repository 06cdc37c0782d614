"""One handler for every error of the API, the framework's own included: RFC 9457 problem documents."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from hearth.kernel import problems
from hearth.kernel.constraints import explain_violation
from hearth.kernel.middleware import current_request_id
from hearth.kernel.problems import Problem
from hearth.kernel.transactions import DEADLOCK, LOCK_TIMEOUT, SERIALIZATION_FAILURE, sqlstate

logger = logging.getLogger("hearth.api")
CONTENT_TYPE = "application/problem+json"

_OF_DRF: list[tuple[type[Exception], type[Problem]]] = [
    (drf.NotAuthenticated, problems.NotSignedIn),
    (drf.AuthenticationFailed, problems.NotSignedIn),
    (drf.PermissionDenied, problems.NotAllowed),
    (PermissionDenied, problems.NotAllowed),
    (drf.NotFound, problems.NotFound),
    (Http404, problems.NotFound),
    (ObjectDoesNotExist, problems.NotFound),
    (drf.MethodNotAllowed, problems.MethodNotAllowed),
    (drf.NotAcceptable, problems.NotAcceptable),
    (drf.UnsupportedMediaType, problems.UnsupportedMediaType),
    (drf.Throttled, problems.TooManyRequests),
    (RequestDataTooBig, problems.TooLarge),
    # More parameters than anybody needs, say.
    (SuspiciousOperation, Problem),
    (drf.ParseError, Problem),
]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    set_rollback()
    problem = as_problem(error)
    response = Response(document(problem), status=problem.status, content_type=CONTENT_TYPE)
    for header, value in _headers(error, problem, context).items():
        response[header] = value
    response["Cache-Control"] = "no-store"
    return response


def as_problem(error: Exception) -> Problem:
    """Find the problem that an exception stands for; an unknown one is logged and tells nothing."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, drf.ValidationError):
        return problems.Invalid(_field_errors(error.detail))
    if isinstance(error, ValidationError):
        return problems.Invalid(_model_errors(error))
    if isinstance(error, IntegrityError) and (explained := explain_violation(error)):
        return explained
    if isinstance(error, OperationalError | InterfaceError):
        return _of_database(error)
    for kind, problem in _OF_DRF:
        if isinstance(error, kind):
            return problem(_detail(error))
    if isinstance(error, drf.APIException) and error.status_code == 503:
        return problems.Unavailable(_detail(error))
    logger.error("unexpected error", exc_info=error)
    return problems.ServerError()


def document(problem: Problem) -> dict[str, Any]:
    return {
        "type": f"/problems#{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": str(problem),
        "instance": f"urn:uuid:{current_request_id()}" if _is_uuid() else current_request_id(),
        "code": problem.code,
        **problem.extra,
    }


def problem_response(problem: Problem) -> HttpResponse:
    """The same document where no API view is at work: unknown addresses, bad hosts, crashes outside views."""
    body = json.dumps(document(problem))
    return HttpResponse(
        body, status=problem.status, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"}
    )


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _is_uuid() -> bool:
    return len(current_request_id()) == 36 and current_request_id().count("-") == 4


def _detail(error: Exception) -> str:
    detail = getattr(error, "detail", "")
    return detail if isinstance(detail, str) else ""


def _headers(error: Exception, problem: Problem, context: dict[str, Any]) -> dict[str, str]:
    headers: dict[str, str] = {}
    if problem.status == 401:
        challenge = getattr(error, "auth_header", None)
        view, request = context.get("view"), context.get("request")
        if not challenge and view is not None and request is not None:
            challenge = view.get_authenticate_header(request)
        headers["WWW-Authenticate"] = challenge or 'Bearer realm="hearth"'
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return headers


def _of_database(error: Exception) -> Problem:
    """A server that is busy, slow or gone: never the caller's mistake, and nothing was changed."""
    if sqlstate(error) in (SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT):
        return problems.Busy()
    logger.error("the database refused", exc_info=error)
    return problems.Unavailable()


def _model_errors(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    """The refusals of a model's own rules."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, refusals in by_field.items():
        pointer = f"/{name}" if name and name != "__all__" else ""
        for refusal in refusals:
            yield pointer, refusal.code or "invalid", " ".join(refusal.messages)


def _field_errors(detail: Any, pointer: str = "") -> Iterator[tuple[str, str, str]]:
    """Flatten DRF's nested details to (JSON pointer, code, message)."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            part = "" if key == "non_field_errors" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _field_errors(inner, pointer + part)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _field_errors(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield pointer, getattr(detail, "code", "invalid"), str(detail)
