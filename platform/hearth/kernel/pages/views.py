"""The base of server-rendered pages: the same policies and services as the API, said in HTML."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View

from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Subject, subject_of
from hearth.kernel.edge.caching import FOR_NOBODY, share
from hearth.kernel.limits import spend
from hearth.kernel.middleware import current_request_id
from hearth.kernel.problems import (
    AccountSuspended,
    AlreadyDone,
    Invalid,
    MethodNotAllowed,
    NotSignedIn,
    Problem,
    StaleVersion,
)

T = TypeVar("T")


class Page(View):
    """A page says who may open it: `access` is "public" or "signed_in"; rows are asked through policies."""

    access: ClassVar[str]
    shared: ClassVar[bool] = False
    """True where strangers all get the same page, which the edge may then keep for half a minute."""
    request: HttpRequest

    @property
    def subject(self) -> Subject:
        return subject_of(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            if self.access != "public":
                if self.subject.user is None:
                    raise NotSignedIn()
                if not self.subject.is_active:
                    raise AccountSuspended()
            response = super().dispatch(request, *args, **kwargs)
        except AlreadyDone:
            response = redirect(self.after_refusal())
        except (Problem, IntegrityError, ValidationError, OperationalError, InterfaceError) as error:
            response = self.refused(as_problem(error))
        if self.subject.user is not None:
            response["Cache-Control"] = FOR_NOBODY
        elif self.shared:
            share(request, response)
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say it in a page: people come here by going back, or by signing in on their way to send a form."""
        response = self.refused(MethodNotAllowed())
        response["Allow"] = ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))
        return response

    def spend(self, limit: str) -> None:
        """Take one from the person's budget of a declared limit; raises TooManyRequests when it is empty."""
        spend(self.subject, limit).check()

    def try_form(self, form: BaseForm, act: Callable[[], T]) -> T | None:
        """Do what a valid form asks for; None when it is refused, with the reasons in the form.

        Forms of existing rows carry the version that they showed, as `version` beside their fields.
        """
        try:
            return act()
        except (Invalid, StaleVersion, IntegrityError, ValidationError) as error:
            problem = as_problem(error)
            if isinstance(problem, StaleVersion):
                form.add_error(None, "Somebody changed it meanwhile. Compare, then save again to keep yours.")
            elif isinstance(problem, Invalid):
                for refusal in problem.errors:
                    name = refusal["pointer"].strip("/").split("/")[0]
                    form.add_error(name if name in form.fields else None, refusal["detail"])
            else:
                raise
            return None

    def refused(self, problem: Problem) -> HttpResponse:
        if problem.status == 401:
            return redirect_to_login(self.request.get_full_path(), reverse(settings.LOGIN_URL))
        if problem.status in (409, 412) and self.request.method == "POST":
            messages.error(self.request, str(problem))
            return redirect(self.after_refusal())
        template = [f"errors/{problem.status}.html", "errors/400.html"]
        context = {"problem": problem, "detail": problem.detail, "request_id": current_request_id()}
        response = render(self.request, template, context, status=problem.status)
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response

    def after_refusal(self) -> str:
        """Where a person stands after a verb came too late."""
        return reverse("home")
