from django.urls import path

from apps.applications.pages import applying, builder, files, mine, one, question_urls, received
from apps.applications.pages.acts import ApplicationActPage

_form = "application-forms/<uuid:id>"

urlpatterns = [
    *question_urls.urlpatterns,
    path("pets/<uuid:id>/apply", applying.ApplyPage.as_view(), name="apply"),
    path("my/applications", mine.MyApplicationsPage.as_view(), name="my-applications"),
    path("my/applications/received", received.ReceivedInbox.as_view(), name="received-applications"),
    path("my/applications/received/triage", received.TriagePage.as_view(), name="received-triage"),
    path("my/household", mine.HouseholdPage.as_view(), name="my-household"),
    path(
        "organizations/<slug:slug>/applications",
        received.OrganizationInbox.as_view(),
        name="organization-applications",
    ),
    path(
        "organizations/<slug:slug>/applications/triage",
        received.TriagePage.as_view(),
        name="organization-triage",
    ),
    path("applications/<uuid:id>", one.ApplicationPage.as_view(), name="application"),
    path("applications/<uuid:id>/continue", mine.ContinuePage.as_view(), name="application-continue"),
    path("applications/<uuid:id>/steps/<slug:step>", applying.StepPage.as_view(), name="application-step"),
    path(
        "applications/<uuid:id>/steps/<slug:step>/draft",
        applying.KeepDraftPage.as_view(),
        name="application-draft",
    ),
    path("applications/<uuid:id>/check", applying.CheckPage.as_view(), name="application-check"),
    path("applications/<uuid:id>/sent", applying.SentPage.as_view(), name="application-sent"),
    path("applications/<uuid:id>/keep", mine.KeepHouseholdPage.as_view(), name="application-keep"),
    path("applications/<uuid:id>/files/<slug:key>", files.FilePage.as_view(), name="application-file"),
    path(
        "applications/<uuid:id>/files/<slug:key>/<uuid:media_id>/added",
        files.FileAddedPage.as_view(),
        name="application-file-added",
    ),
    path("applications/<uuid:id>/messages", one.WriteMessagePage.as_view(), name="application-messages"),
    path("applications/<uuid:id>/notes", one.WriteNotePage.as_view(), name="application-notes"),
    path("applications/<uuid:id>/<slug:verb>", ApplicationActPage.as_view(), name="application-verb"),
    path(
        "organizations/<slug:slug>/application-form",
        builder.VersionsPage.as_view(),
        name="organization-application-form",
    ),
    path(_form, builder.DraftPage.as_view(), name="application-form"),
    path(f"{_form}/preview", builder.PreviewPage.as_view(), name="application-form-preview"),
    path(f"{_form}/publish", builder.PublishPage.as_view(), name="application-form-publish"),
    path(f"{_form}/sections/<slug:section>", builder.SectionPage.as_view(), name="application-form-section"),
    path(
        f"{_form}/sections/<slug:section>/<slug:question>",
        builder.QuestionPage.as_view(),
        name="application-form-question",
    ),
    path(
        f"{_form}/sections/<slug:section>/<slug:question>/<slug:to>",
        builder.MovePage.as_view(),
        name="application-form-move",
    ),
]
