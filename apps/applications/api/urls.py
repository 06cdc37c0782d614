from apps.applications.api import question_urls

urlpatterns = [*question_urls.urlpatterns]
