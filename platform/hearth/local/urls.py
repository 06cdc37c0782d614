"""Addresses that exist only on one machine; they come before those of the apps."""

from hearth.local import files, signin, styleguide, uploads

urlpatterns = [
    *signin.urlpatterns,
    *uploads.urlpatterns,
    *files.urlpatterns,
    *styleguide.urlpatterns,
]
