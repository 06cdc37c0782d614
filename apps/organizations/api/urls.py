from apps.organizations.api.organizations import OrganizationViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("organizations", OrganizationViewSet, basename="api-organization")

urlpatterns = routes.urls
