from apps.moderation.api.views import ReviewItemViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("review/items", ReviewItemViewSet, basename="api-review-item")

urlpatterns = routes.urls
