from django.urls import path

from apps.alerts.pages import embedding, favorites, feeds, searches, stopping

urlpatterns = [
    path("pets/<uuid:id>/favorite", favorites.FavoritePage.as_view(), name="pet-favorite"),
    path("pets/feed.<slug:form>", feeds.PetsFeed.as_view(), name="pets-feed"),
    path("feeds/<str:token>.<slug:form>", feeds.SavedSearchFeed.as_view(), name="saved-search-feed"),
    path("my/favorites", favorites.MyFavoritesPage.as_view(), name="my-favorites"),
    path("my/searches", searches.MySearchesPage.as_view(), name="my-searches"),
    path("my/searches/new", searches.NewSearchPage.as_view(), name="my-search-new"),
    path("my/searches/<uuid:id>", searches.EditSearchPage.as_view(), name="my-search-edit"),
    path("my/searches/<uuid:id>/<slug:verb>", searches.SearchVerbPage.as_view(), name="my-search-verb"),
    path("searches/stop/<str:token>", stopping.StopPage.as_view(), name="stop-search"),
    path("searches/stop/<str:token>/one-click", stopping.one_click, name="stop-search-one-click"),
    path("embed/pets", embedding.EmbeddedPets.as_view(), name="embed-pets"),
    path("organizations/<slug:slug>/embed", embedding.SnippetPage.as_view(), name="organization-embed"),
]
