from django.urls import path

from apps.media.api.views import MediaViewSet, UploadViewSet
from hearth.kernel.api.urls import router

_media = router()
_media.register("media", MediaViewSet, basename="media")

urlpatterns = [
    path("media/uploads", UploadViewSet.as_view({"post": "create"}), name="media-uploads"),
    *_media.urls,
]
