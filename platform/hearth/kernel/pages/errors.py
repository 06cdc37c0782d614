"""Errors outside any view: the same voice for people, problem documents below /api/."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from hearth.kernel import problems
from hearth.kernel.api.problems import as_problem, is_api, problem_response
from hearth.kernel.middleware import current_request_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = as_problem(exception)
    if problem.status >= 500:
        problem = problems.Problem()
    return _answer(request, problem, "errors/400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, problems.NotAllowed(), "errors/403.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, problems.NotFound(), "errors/404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(
        request, problems.NotAllowed("The form was too old; go back and try again."), "errors/csrf.html"
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Render without context processors: whatever broke must not break this page too."""
    if is_api(request):
        return problem_response(problems.ServerError())
    try:
        content: str = loader.render_to_string("errors/500.html", {"request_id": current_request_id()})
    except Exception:
        # A missing manifest breaks even the page for what broke.
        content = f"Something broke on our side. Request: {current_request_id()}"
    return HttpResponse(content, status=500)


def _answer(request: HttpRequest, problem: problems.Problem, template: str) -> HttpResponse:
    if is_api(request):
        return problem_response(problem)
    context: dict[str, Any] = {
        "problem": problem,
        "detail": problem.detail,
        "request_id": current_request_id(),
    }
    try:
        return render(request, template, context, status=problem.status)
    except AttributeError:
        # A host we do not serve is refused before there is a user or a session.
        return HttpResponse(loader.render_to_string(template, context), status=problem.status)
