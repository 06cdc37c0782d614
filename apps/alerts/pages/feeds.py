"""The addresses of feeds: of any search, and of a saved one by its secret address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.alerts.feeds import answer, feed_of
from apps.alerts.finding import given_in, in_words
from apps.alerts.services.links import search_of_feed
from hearth.kernel.edge.caching import FOR_EVERYBODY, FOR_NOBODY
from hearth.kernel.pages.open import OpenPage
from hearth.kernel.problems import Problem


class FeedPage(OpenPage):
    def refused(self, problem: Problem) -> HttpResponse:
        """In plain words: programs read this, and people who look why their reader complains."""
        errors = [f"{error['parameter']}: {error['detail']}" for error in problem.extra.get("errors", ())]
        words = "\n".join([problem.title, problem.detail, *errors])
        return HttpResponse(f"{words}\n", status=problem.status, content_type="text/plain; charset=utf-8")


class PetsFeed(FeedPage):
    """The public list with its own filters."""

    keeps = FOR_EVERYBODY

    def get(self, request: HttpRequest, form: str) -> HttpResponse:
        params = given_in(request.GET)
        address = settings.SITE_URL + request.get_full_path()
        return answer(request, feed_of(params, title=f"{in_words(params)} · Hearth", address=address), form)


class SavedSearchFeed(FeedPage):
    """A saved search as its person left it; whoever has the address may read it, until it ends."""

    keeps = FOR_NOBODY

    def get(self, request: HttpRequest, token: str, form: str) -> HttpResponse:
        search = search_of_feed(token)
        address = settings.SITE_URL + request.path
        response = answer(
            request, feed_of(search.params, title=f"{search.name} · Hearth", address=address), form
        )
        response["X-Robots-Tag"] = "noindex"
        return response
