from django.urls import path

from apps.petfinder.api.views import ApiClientViewSet, MyApiClientsViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("api-clients", ApiClientViewSet, basename="api-client")

urlpatterns = [
    path(
        "users/me/api-clients",
        MyApiClientsViewSet.as_view({"get": "list", "post": "create"}),
        name="api-my-api-clients",
    ),
    *routes.urls,
]
