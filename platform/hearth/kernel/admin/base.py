"""The base of every admin page: read-only unless a policy says otherwise; verbs go through services."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, OperationalError
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import ModelAdmin

from hearth.kernel.admin.searching import search
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Policy, Subject, subject_of
from hearth.kernel.ids import is_id
from hearth.kernel.problems import NotFound, Problem
from hearth.kernel.workflow import check_seen

COUNTED_TO = 5000
"""Whoever looks further down a list narrows it by filters or a search."""


class Autocomplete(AutocompleteSelect):
    """Shows nothing for an id that is none; Django's own breaks on one when the form is shown again."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [word for word in value if not word or is_id(word)], attr)


class ShortPaginator(Paginator):
    """Counts no further than people turn pages: counting a million rows costs a thousand times a page."""

    counted_to = COUNTED_TO

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        found: int = rows.order_by()[: self.counted_to].count()
        return found


class ShorterPaginator(ShortPaginator):
    """For lists that are searched by what other tables say: each row counted is looked up there."""

    counted_to = COUNTED_TO // 5


class PolicyAdmin(ModelAdmin):
    """Rows by the policy's `browse`; adding, changing and deleting only under the actions named here."""

    add_action: ClassVar[str] = ""
    change_action: ClassVar[str] = ""
    delete_action: ClassVar[str] = ""
    ordering: tuple[str, ...] = ("-id",)
    """The newest first: ids are in order of time, and have an index; another order needs one of its own."""
    list_per_page = 50
    show_full_result_count = False
    paginator = ShortPaginator
    compressed_fields = True

    def subject(self, request: HttpRequest) -> Subject:
        return subject_of(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(Policy.of(self.model).scope(self.subject(request), "browse"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return search(queryset, self.get_search_fields(request), search_term), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        # None for what is no id at all, too: actions of a list ask without one.
        # PostgreSQL's text holds no NUL, so no row is named by one.
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _may(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        if not action:
            return False
        policy, subject = Policy.of(self.model), self.subject(request)
        if obj is not None:
            return policy.decide(subject, action, obj).allowed
        rows = policy.actions[action].q(subject) if action in policy.actions else False
        return rows is not False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if any("\x00" in word for pair in request.GET.lists() for word in (pair[0], *pair[1])):
            # No row holds NUL, and PostgreSQL refuses to look for it.
            return redirect(request.path)
        response: HttpResponse = super().changelist_view(request, extra_context)
        return response

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_say_why_not(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._or_say_why_not(request, super().delete_view, *args, **kwargs)

    def _or_say_why_not(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say a service's refusal that no form foresaw: somebody else was quicker."""
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except (Problem, IntegrityError, ValidationError, OperationalError) as error:
            problem = as_problem(error)
            self.message_user(request, str(problem), messages.ERROR)
            return redirect(request.get_full_path())
        return response

    def act_on(
        self,
        request: HttpRequest,
        object_id: Any,
        service: Callable[..., Any],
        told: str,
        /,
        *,
        seen: int | None = None,
        **given: Any,
    ) -> HttpResponse:
        """Do to a row what a dialog asked for, say so, and lead back to its page.

        The service is called as `service(row, by=subject, **given)`; `told` may name what it returns as `{}`.
        `seen` is the version that the dialog was opened on.
        """
        try:
            row = self.model._default_manager.filter(pk=object_id).first()
            if row is None:
                raise NotFound()
            check_seen(row, "" if seen is None else str(seen))
            done = service(row, by=self.subject(request), **given)
            if told:
                messages.success(request, told.format(done))
        except Problem as problem:
            messages.error(request, str(problem))
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponse(headers={"HX-Redirect": reverse(page, args=[object_id])})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "browse", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.add_action)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.change_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.delete_action, obj)
