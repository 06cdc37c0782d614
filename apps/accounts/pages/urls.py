from django.urls import path

from apps.accounts.pages.views import SignInPage, SignOutPage

urlpatterns = [
    path("sign-in", SignInPage.as_view(), name="sign-in"),
    path("sign-out", SignOutPage.as_view(), name="sign-out"),
]
