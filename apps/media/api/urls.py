from apps.media.api.views import MediaViewSet
from hearth.kernel.api.urls import router

_media = router()
_media.register("media", MediaViewSet, basename="media")

urlpatterns = _media.urls
