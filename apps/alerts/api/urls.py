from django.urls import path

from apps.alerts.api.views import FavoriteViewSet, MyFavoritesViewSet, SavedSearchViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("saved-searches", SavedSearchViewSet, basename="api-saved-search")

urlpatterns = [
    path(
        "pets/<str:parent>/favorite",
        FavoriteViewSet.as_view({"put": "keep", "delete": "let_go"}),
        name="api-pet-favorite",
    ),
    path("users/me/favorites", MyFavoritesViewSet.as_view({"get": "list"}), name="api-my-favorites"),
    *routes.urls,
]
