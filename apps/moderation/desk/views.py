"""The desk's screen: the queue beside one open item, and what a reviewer does with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.moderation import reviewables, services
from apps.moderation.desk.item import Draft, context_of, load, target_of
from apps.moderation.desk.links import desk_url, item_url
from apps.moderation.desk.queue import Filters, Queue
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import subject_of
from hearth.kernel.edge import strict
from hearth.kernel.edge.caching import FOR_NOBODY
from hearth.kernel.problems import AlreadyDone, Invalid, NotFound, Problem, StaleVersion

REFUSALS = (Problem, IntegrityError, ValidationError, OperationalError)
NOTE_AT_MOST = 2000
IT_MOVED = "It changed while you were looking at it. Here is what is new; your note is still there."


@strict
@require_http_methods(["GET", "HEAD"])
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, with the first item to decide open beside it where there is room."""
    queue = Queue(subject_of(request), Filters.read(request.GET))
    opened = queue.first
    target = target_of(opened) if opened is not None else None
    return _show(request, queue, opened if target is not None else None, target)


@strict
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, id: UUID) -> HttpResponse:
    subject = subject_of(request)
    queue = Queue(subject, Filters.read(request.GET))
    found, target = load(id, subject)
    if found is None or target is None:
        messages.info(request, "That is not in the queue any more.")
        return redirect(desk_url(queue.filters.query()))
    if request.method == "POST":
        return _decide(request, queue, found, target)
    return _show(request, queue, found, target, asked_for=True)


@strict
@require_http_methods(["POST"])
def claim(request: HttpRequest, id: UUID) -> HttpResponse:
    return _hold(request, id, services.claim)


@strict
@require_http_methods(["POST"])
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    return _hold(request, id, services.release)


def read_words(request: HttpRequest) -> dict[str, str]:
    """What a form of the desk says: a database keeps no NUL, and a note has an end."""
    words = {name: request.POST.get(name, "") for name in ("action", "reason", "note")}
    return {**words, "note": words["note"].replace("\x00", "")[:NOTE_AT_MOST]}


def read_version(request: HttpRequest) -> int:
    """The version that a form of the desk was shown with; 0, which nothing ever has, for no such number."""
    word = request.POST.get("version", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else 0


def tell_decision(request: HttpRequest, decision: Decision, target: Any) -> None:
    messages.success(request, f"{outcome_of(decision)}: {reviewables.of_kind(decision.kind).title(target)}.")


def outcome_of(decision: Decision) -> str:
    """What came of it, in words; of a sample that is approved nothing moves."""
    item = decision.item
    if item is not None and item.origin == ReviewItem.Origin.SAMPLED and decision.action == "approve":
        return "Stays as it is"
    return reviewables.of_kind(decision.kind).outcome(decision.action)


def _hold(request: HttpRequest, id: UUID, service: Callable[..., Any]) -> HttpResponse:
    subject, query = subject_of(request), Filters.read(request.GET).query()
    try:
        held = ReviewItem.objects.visible_to(subject).filter(pk=id).first()
        if held is None:
            raise NotFound()
        service(held, by=subject)
    except REFUSALS as error:
        problem = as_problem(error)
        messages.error(request, str(problem))
    return redirect(item_url(id, query))


def _decide(request: HttpRequest, queue: Queue, found: ReviewItem, target: Any) -> HttpResponse:
    """Decide on the open item; what is refused comes back with the words that were written."""
    words = read_words(request)
    seen = read_version(request)
    title = reviewables.of_kind(found.kind).title(target)
    try:
        decision = services.decide_item(found, by=queue.subject, seen_version=seen, **words)
    except AlreadyDone:
        messages.info(request, "You decided this already.")
    except REFUSALS as error:
        problem = as_problem(error)
        now, target = load(found.pk, queue.subject)
        if now is not None and target is not None and now.state == ReviewItem.State.OPEN:
            return _say_why(
                request,
                queue,
                now,
                target,
                Draft(words["action"], words["reason"], words["note"], seen),
                problem,
            )
        messages.error(request, f"{title}: {problem}")
    else:
        tell_decision(request, decision, target)
    return _go_on(request, queue, found)


def _say_why(
    request: HttpRequest, queue: Queue, found: ReviewItem, target: Any, draft: Draft, problem: Problem
) -> HttpResponse:
    stale = isinstance(problem, StaleVersion)
    errors = tuple(error["detail"] for error in problem.errors) if isinstance(problem, Invalid) else ()
    refusal = IT_MOVED if stale else "" if errors else str(problem)
    tried = Draft(**{**vars(draft), "errors": errors, "refusal": refusal})
    return _show(request, queue, found, target, draft=tried, asked_for=True, status=problem.status)


def _go_on(request: HttpRequest, queue: Queue, done: ReviewItem) -> HttpResponse:
    """Open the item after one, and take it for whoever is at work, unless somebody was quicker."""
    query, following = queue.filters.query(), queue.next_after(done)
    if following is None:
        return redirect(desk_url(query))
    try:
        services.claim(following, by=queue.subject)
    except REFUSALS:
        return redirect(desk_url(query))
    return redirect(item_url(following.pk, query))


def _show(
    request: HttpRequest,
    queue: Queue,
    opened: ReviewItem | None,
    target: Any,
    *,
    draft: Draft | None = None,
    asked_for: bool = False,
    status: int = 200,
) -> HttpResponse:
    query = queue.filters.query()
    entry = context_of(opened, target, queue.subject, query=query, draft=draft) if opened else None
    context = {**queue.context(opened), "tab": "waiting", "entry": entry, "asked_for": asked_for}
    context["back_url"] = desk_url(query)
    response = render(request, "moderation/desk.html", context, status=status)
    response["Cache-Control"] = FOR_NOBODY
    return response
