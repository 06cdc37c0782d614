from django.contrib.admin.apps import AdminConfig


class AdminApp(AdminConfig):
    """Django's admin, with our own site in place of its default."""

    default = False
    default_site = "hearth.config.admin_site.HearthAdminSite"
