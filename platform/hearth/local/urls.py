"""Addresses that exist only on one machine; they come before those of the apps."""

from hearth.local import signin

urlpatterns = [*signin.urlpatterns]
