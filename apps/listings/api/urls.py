from django.urls import path

from apps.listings.api.placement import HappyEndingsViewSet
from apps.listings.api.places import PlaceViewSet
from apps.listings.api.views import MyPetsViewSet, OrganizationPetsViewSet, PetViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("pets", PetViewSet, basename="api-pet")

urlpatterns = [
    path("places", PlaceViewSet.as_view({"get": "list"}), name="api-places"),
    path("users/me/pets", MyPetsViewSet.as_view({"get": "list"}), name="api-my-pets"),
    path(
        "organizations/<str:organization>/pets",
        OrganizationPetsViewSet.as_view({"get": "list"}),
        name="api-organization-pets",
    ),
    path("happy-endings", HappyEndingsViewSet.as_view({"get": "list"}), name="api-happy-endings"),
    *routes.urls,
]
