from typing import Any

from django.urls import path

from apps.accounts.api import security  # noqa: F401 - tells the schema how tokens and sessions are sent
from apps.accounts.api.views import MeViewSet, UserViewSet
from hearth.kernel.api.urls import router

_people = router()
_people.register("users", UserViewSet, basename="user")
_me: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("users/me", MeViewSet.as_view(_me), name="me"),
    path("users/me/capabilities", MeViewSet.as_view({"get": "capabilities"}), name="my-capabilities"),
    path("users/me/export", MeViewSet.as_view({"get": "export"}), name="my-export"),
    *_people.urls,
]
