"""Addresses that exist only on one machine; they come before those of the apps."""

from django.conf import settings

from hearth.local import files, signin, uploads

urlpatterns = [
    *signin.urlpatterns,
    *uploads.urlpatterns,
    *files.urlpatterns,
]

if "rehoming" in settings.COMMUNITIES:  # it shows itself with pets
    from hearth.local import styleguide

    urlpatterns += styleguide.urlpatterns
