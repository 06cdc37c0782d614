from apps.curation.api.views import FeaturedPlacementViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("featured-placements", FeaturedPlacementViewSet, basename="api-featured-placement")

urlpatterns = routes.urls
