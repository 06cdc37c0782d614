"""The admin's door and its content policy: the theme's pages need a looser one than all others."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from unfold.sites import UnfoldAdminSite

from hearth.kernel.edge.headers import under

View = Callable[..., HttpResponse]


class HearthAdminSite(UnfoldAdminSite):
    """Lets staff in, sends strangers to sign in, and tells everybody else that this is not theirs.

    A view marked with `hearth.kernel.edge.strict` is a page of ours and keeps the strict policy.
    """

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        behind_the_door = super().admin_view(
            view if getattr(view, "is_strict", False) else under("themed")(view), cacheable
        )

        @wraps(behind_the_door)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            response: HttpResponse = behind_the_door(request, *args, **kwargs)
            return response

        return answer

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Nobody here has a password."""
        raise Http404

    password_change_done = password_change
