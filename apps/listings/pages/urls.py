from django.urls import path

from apps.listings.pages import endings, finding, own, photos, renewal, views

urlpatterns = [
    path("pets", finding.PetListPage.as_view(), name="pets"),
    path("pets/<uuid:id>", views.PetPage.as_view(), name="pet"),
    path("happy-endings", endings.HappyEndingsPage.as_view(), name="happy-endings"),
    path("listings/renew/<str:token>", renewal.RenewalPage.as_view(), name="renew-listing"),
    path("my/listings", own.MyListingsPage.as_view(), name="my-listings"),
    path("my/listings/new", own.NewListingPage.as_view(), name="my-listing-new"),
    path("my/listings/<uuid:id>/edit", own.EditListingPage.as_view(), name="my-listing-edit"),
    path("my/listings/<uuid:id>/photos", photos.PhotosPage.as_view(), name="my-listing-photos"),
    path(
        "my/listings/<uuid:id>/photos/<uuid:media_id>/added",
        photos.PhotoAddedPage.as_view(),
        name="my-listing-photo-added",
    ),
    path(
        "my/listings/<uuid:id>/photos/<uuid:media_id>/<slug:move>",
        photos.PhotoOrderPage.as_view(),
        name="my-listing-photo-move",
    ),
    path("my/listings/<uuid:id>/ending", endings.EndingPage.as_view(), name="my-listing-ending"),
    path(
        "my/listings/<uuid:id>/ending/<uuid:media_id>/added",
        endings.EndingPhotoPage.as_view(),
        name="my-listing-ending-photo",
    ),
    path("my/listings/<uuid:id>/history", own.HistoryPage.as_view(), name="my-listing-history"),
    path("my/listings/<uuid:id>/sent", own.SentPage.as_view(), name="my-listing-sent"),
    path("my/listings/<uuid:id>/<slug:verb>", own.ListingVerbPage.as_view(), name="my-listing-verb"),
]
