"""A verb as a page: what is grave is asked first, on a page of its own or in a dialog over the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hearth.kernel.pages.views import Page
from hearth.kernel.problems import (
    AlreadyDone,
    Conflict,
    Invalid,
    NotFound,
    Problem,
    StaleVersion,
    WrongState,
)
from hearth.kernel.workflow import check_seen


class NothingToSay(forms.Form):
    """A verb that needs no words."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One verb on a page. Its texts may name what the page's `words` tell of the row, such as `{name}`."""

    service: Callable[..., Any]
    """Called as `service(row, by=subject, **form)`."""
    done: str
    asks: str = ""
    """The question; without one the button acts at once."""
    explains: str = ""
    button: str = ""
    grave: bool = False
    form: type[forms.Form] = NothingToSay
    limit: str = ""
    instead: str = ""
    """What to do where it is refused."""


class ReturningPage(Page):
    """Leads whoever came too late back to the list, with the reason in words."""

    def refused(self, problem: Problem) -> HttpResponse:
        if problem.status in (409, 412):
            messages.error(self.request, str(problem))
            return redirect(self.after_refusal())
        return super().refused(problem)


class ActPage(ReturningPage):
    """Asks and acts for one row; the verb is the last part of the address."""

    access = "signed_in"
    acts: ClassVar[Mapping[str, Act]]
    template: ClassVar[str] = "organizations/ask.html"

    def load(self, id: UUID) -> Any:
        """Return the row if the subject may see it; raise NotFound otherwise."""
        raise NotImplementedError

    def check(self, row: Any, verb: str) -> None:
        """Raise the refusal that the service would raise, as far as it can be known before."""
        raise NotImplementedError

    def words(self, row: Any) -> dict[str, str]:
        raise NotImplementedError

    def make_form(self, row: Any, act: Act, data: Any = None) -> forms.Form:
        return act.form(data)

    def get(self, request: HttpRequest, id: UUID, verb: str, **kwargs: Any) -> HttpResponse:
        act, row = self.act(verb), self.load(id)
        if not act.asks:
            return redirect(self.after_refusal())
        refusal = ""
        try:
            self.check(row, verb)
        except WrongState:
            raise
        except Conflict as problem:
            refusal = str(problem)
        return self.ask(row, act, self.make_form(row, act), refusal=refusal)

    def post(self, request: HttpRequest, id: UUID, verb: str, **kwargs: Any) -> HttpResponse:
        act, row = self.act(verb), self.load(id)
        if act.limit:
            self.spend(act.limit)
        words = self.words(row)
        form = self.make_form(row, act, request.POST)
        if not form.is_valid():
            return self.ask(row, act, form, status=422)
        try:
            check_seen(row, request.POST.get("version", ""))
            act.service(row, by=self.subject, **form.cleaned_data)
        except AlreadyDone:
            pass  # a button pressed twice: what was wanted is so
        except StaleVersion:
            raise StaleVersion("Somebody changed this a moment ago. Here is how it is now.") from None
        except Invalid as problem:
            return self.ask(row, act, self.refused_form(row, act, form, problem), status=422)
        messages.success(request, act.done.format(**words))
        return redirect(self.after(row, verb))

    def refused_form(self, row: Any, act: Act, form: forms.Form, problem: Invalid) -> forms.Form:
        """The form to show again, with what speaks against it."""
        form.is_valid()
        for refused in problem.errors:
            name = refused["pointer"].strip("/")
            form.add_error(name if name in form.fields else None, refused["detail"])
        return form

    def after(self, row: Any, verb: str) -> str:
        """Where a person stands when it is done."""
        return self.after_refusal()

    def act(self, verb: str) -> Act:
        try:
            return self.acts[verb]
        except KeyError:
            raise NotFound() from None

    def ask(
        self, row: Any, act: Act, form: forms.Form, *, status: int = 200, refusal: str = ""
    ) -> HttpResponse:
        context = {**self.context(row, act, form), "refusal": refusal}
        return render(self.request, self.template, context, status=status)

    def context(self, row: Any, act: Act, form: forms.Form) -> dict[str, Any]:
        """What the question is shown with."""
        words = self.words(row)
        return {
            "act": act,
            "row": row,
            "form": form,
            "asks": act.asks.format(**words),
            "explains": act.explains.format(**words),
            "back_url": self.after_refusal(),
        }
