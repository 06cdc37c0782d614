from apps.applications.pages import question_urls

urlpatterns = [*question_urls.urlpatterns]
