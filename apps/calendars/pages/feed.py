"""The personal feed, by its secret address."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.calendars.answers import TO_REVALIDATE, answer
from apps.calendars.entries import entries_of
from apps.calendars.services import person_of
from hearth.kernel.authorization import subject_for
from hearth.kernel.limits import spend
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Problem


class PersonalFeed(Page):
    """Whoever has the address may read it, until it ends; who is signed in makes no difference."""

    access = "public"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        person = person_of(token)
        spend(subject_for(person), "calendar_feed.read").check()
        entries = entries_of(person, timezone.now())
        response = answer(request, entries, title="Hearth", file_name="hearth")
        response["Cache-Control"] = TO_REVALIDATE
        response["X-Robots-Tag"] = "noindex"
        return response

    def refused(self, problem: Problem) -> HttpResponse:
        """In plain words: programs read this."""
        words = "\n".join([problem.title, problem.detail])
        response = HttpResponse(f"{words}\n", status=problem.status, content_type="text/plain; charset=utf-8")
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response
