from django.urls import path

from apps.accounts.pages import account
from apps.accounts.pages.views import SignInPage, SignOutPage

urlpatterns = [
    path("sign-in", SignInPage.as_view(), name="sign-in"),
    path("sign-out", SignOutPage.as_view(), name="sign-out"),
    path("account", account.ProfilePage.as_view(), name="account"),
    path("account/picture/remove", account.PictureRemovedPage.as_view(), name="account-picture-remove"),
    path("account/picture/<uuid:id>", account.PicturePage.as_view(), name="account-picture"),
    path("account/data", account.DataPage.as_view(), name="account-data"),
    path("account/data/download", account.DownloadPage.as_view(), name="account-download"),
]
