"""Own saved searches: kept from the list, changed, paused, read by feed, deleted."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.alerts import services
from apps.alerts.finding import Params, address_of, checked, in_words, params_of
from apps.alerts.models import SavedSearch
from apps.alerts.pages.forms import NewSearchForm, SearchForm
from apps.alerts.services.links import feed_addresses
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import BadQuery, Invalid, NotFound


class OwnSearchPage(Page):
    access = "signed_in"

    def load(self, id: UUID) -> SavedSearch:
        found: SavedSearch | None = SavedSearch.objects.visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def after_refusal(self) -> str:
        return reverse("my-searches")


class MySearchesPage(OwnSearchPage):
    """All of them: a person has twenty at most."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = SavedSearch.objects.visible_to(self.subject).order_by("-created_at", "-id")
        entries = [
            {
                "search": search,
                "words": in_words(search.params),
                "list_url": address_of(search.params),
                "feeds": feed_addresses(search),
            }
            for search in rows
        ]
        return render(request, "alerts/searches.html", {"entries": entries})


class NewSearchPage(OwnSearchPage):
    """Keeps what the address asks for, as the list of pets had it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        params = self._params()
        form = NewSearchForm(
            earlier=self._earlier(), initial={"name": in_words(params)[:80], "cadence": "daily"}
        )
        return self._show(form, params)

    def post(self, request: HttpRequest) -> HttpResponse:
        params = self._params()
        form = NewSearchForm(request.POST, earlier=self._earlier())
        if not form.is_valid():
            return self._show(form, params, status=422)
        given = dict(form.cleaned_data)
        instead = given.pop("instead", None)
        if instead is None:
            self.spend("saved_search.create")
            saved = self.try_form(form, lambda: services.save_search(by=self.subject, params=params, **given))
        else:
            saved = self.try_form(
                form, lambda: services.edit_search(instead, by=self.subject, params=params, **given)
            )
        if saved is None:
            return self._show(form, params, status=422)
        messages.success(request, f"“{saved.name}” is saved.")
        return redirect("my-searches")

    def _params(self) -> Params:
        try:
            return checked(params_of(self.request.GET))
        except Invalid as problem:
            raise BadQuery(problem.detail) from None

    def _earlier(self) -> Any:
        return SavedSearch.objects.visible_to(self.subject).order_by("-created_at", "-id")

    def _show(self, form: NewSearchForm, params: Params, status: int = 200) -> HttpResponse:
        context = {"form": form, "words": in_words(params), "list_url": address_of(params), "search": None}
        return render(self.request, "alerts/search_form.html", context, status=status)


class EditSearchPage(OwnSearchPage):
    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        search = self.load(id)
        return self._show(search, SearchForm(instance=search))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        search = self.load(id)
        # The form writes its input into the instance it is given; the service compares with what was there.
        form = SearchForm(request.POST, instance=self.load(id))
        if not form.is_valid():
            return self._show(search, form, status=422)
        given = form.cleaned_data
        if self.try_form(form, lambda: services.edit_search(search, by=self.subject, **given)) is None:
            return self._show(search, form, status=422)
        messages.success(request, "Saved.")
        return redirect("my-searches")

    def _show(self, search: SavedSearch, form: SearchForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "search": search,
            "words": in_words(search.params),
            "list_url": address_of(search.params),
        }
        return render(self.request, "alerts/search_form.html", context, status=status)


class SearchVerbPage(OwnSearchPage):
    verbs: ClassVar[dict[str, tuple[Any, str]]] = {
        "pause": (services.pause_search, "“{name}” sends no mails until you resume it."),
        "resume": (services.resume_search, "“{name}” tells you of new pets again."),
        "open_feed": (services.open_feed, "“{name}” has a new address for feed readers."),
        "close_feed": (services.close_feed, "The feed address of “{name}” has ended."),
        "delete": (services.delete_search, "“{name}” is gone."),
    }

    def post(self, request: HttpRequest, id: UUID, verb: str) -> HttpResponse:
        search = self.load(id)
        if verb not in self.verbs:
            raise NotFound()
        act, words = self.verbs[verb]
        act(search, by=self.subject)
        messages.success(request, words.format(name=search.name))
        return redirect("my-searches")
