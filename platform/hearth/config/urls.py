"""Every address of the site. Apps bring their own; communities that are switched off bring none."""

from django.conf import settings
from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from apps.accounts.pages.views import SignOutPage
from hearth.kernel.api import jobs as jobs_api
from hearth.kernel.api import meta
from hearth.kernel.api.urls import by_first_word, collected
from hearth.kernel.edge import under
from hearth.kernel.pages import developers, job_starts, jobs, sitemap, wellknown
from hearth.kernel.pages.site import HomePage, ProblemsPage

# The manifest may not be collected yet when the addresses are read.
static_lazy = lazy(static, str)

SERVED = {"PREPROCESSING_HOOKS": ["hearth.kernel.api.schema.what_is_offered"]}
"""The description in the repository has every route, the one of a deployment those that it offers."""

urlpatterns = [
    by_first_word("api/v1/", [*meta.urlpatterns, *jobs_api.urlpatterns, *collected("api")]),
    path("", HomePage.as_view(), name="home"),
    path("favicon.ico", RedirectView.as_view(url=static_lazy("img/favicon.svg"))),
    path("problems", ProblemsPage.as_view(), name="problems"),
    *developers.urlpatterns,
    *wellknown.urlpatterns,
    *sitemap.urlpatterns,
    *job_starts.urlpatterns,
    *jobs.urlpatterns,
    *collected("pages"),
    *collected("compat"),
    path(
        "api/schema",
        cache_control(public=True, s_maxage=300)(SpectacularJSONAPIView.as_view(custom_settings=SERVED)),
        name="api-schema",
    ),
    path(
        "api/docs",
        under("explorer")(SpectacularSwaggerSplitView.as_view(url_name="api-schema")),
        name="api-docs",
    ),
    # The admin has no door of its own: people sign in and out where everybody does.
    path("admin/login/", RedirectView.as_view(pattern_name="sign-in", query_string=True)),
    path("admin/logout/", SignOutPage.as_view()),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
]

if settings.LOCAL:
    urlpatterns.insert(0, path("", include("hearth.local.urls")))

handler400 = "hearth.kernel.pages.errors.bad_request"
handler403 = "hearth.kernel.pages.errors.forbidden"
handler404 = "hearth.kernel.pages.errors.not_found"
handler500 = "hearth.kernel.pages.errors.server_error"
