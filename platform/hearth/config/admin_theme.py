"""How the themed admin presents itself: our icon, and work before things."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

GROUPS: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (
        "Work",
        [
            ("Review desk", "fact_check", "admin:moderation_reviewitem_desk", "moderation.ReviewItem"),
            ("Featured", "star", "admin:curation_featuredplacement_changelist", "curation.FeaturedPlacement"),
        ],
    ),
    (
        "Content",
        [
            ("Pets", "pets", "admin:listings_pet_changelist", "listings.Pet"),
            (
                "Applications",
                "assignment",
                "admin:applications_application_changelist",
                "applications.Application",
            ),
            (
                "Organisations",
                "home_work",
                "admin:organizations_organization_changelist",
                "organizations.Organization",
            ),
            ("Memberships", "group", "admin:organizations_membership_changelist", "organizations.Membership"),
            ("Invitations", "mail", "admin:organizations_invitation_changelist", "organizations.Invitation"),
            (
                "Handovers",
                "swap_horiz",
                "admin:organizations_handover_changelist",
                "organizations.Handover",
            ),
            ("Questions", "help", "admin:applications_question_changelist", "applications.Question"),
            ("Blocked people", "block", "admin:applications_block_changelist", "applications.Block"),
            ("Places", "location_on", "admin:listings_place_changelist", "listings.Place"),
            ("Files", "image", "admin:media_mediafile_changelist", "media.MediaFile"),
            ("Favourites", "favorite", "admin:alerts_favorite_changelist", "alerts.Favorite"),
            (
                "Calendar feeds",
                "event",
                "admin:calendars_calendarfeed_changelist",
                "calendars.CalendarFeed",
            ),
            ("Saved searches", "saved_search", "admin:alerts_savedsearch_changelist", "alerts.SavedSearch"),
        ],
    ),
    (
        "Riding",
        [
            ("Rides", "directions_bike", "admin:rides_ride_changelist", "rides.Ride"),
            ("Places in rides", "how_to_reg", "admin:rides_participation_changelist", "rides.Participation"),
            ("Series", "event_repeat", "admin:rides_series_changelist", "rides.Series"),
            ("Templates", "content_copy", "admin:rides_ridetemplate_changelist", "rides.RideTemplate"),
            ("Routes", "route", "admin:rides_route_changelist", "rides.Route"),
            ("Club profiles", "groups", "admin:rides_clubprofile_changelist", "rides.ClubProfile"),
        ],
    ),
    (
        "People",
        [
            ("People", "person", "admin:accounts_user_changelist", "accounts.User"),
            (
                "Emergency contacts",
                "emergency",
                "admin:rides_emergencycontact_changelist",
                "rides.EmergencyContact",
            ),
            (
                "Strava connections",
                "link",
                "admin:integrations_stravaconnection_changelist",
                "integrations.StravaConnection",
            ),
            (
                "Strava notices",
                "inbox",
                "admin:integrations_stravanotice_changelist",
                "integrations.StravaNotice",
            ),
        ],
    ),
    (
        "Record",
        [
            ("Decisions", "gavel", "admin:moderation_decision_changelist", "moderation.Decision"),
            ("Reports", "flag", "admin:moderation_reportcase_changelist", "moderation.ReportCase"),
            ("Appeals", "balance", "admin:moderation_appeal_changelist", "moderation.Appeal"),
            (
                "Messages for reasons",
                "chat",
                "admin:moderation_reasonmessage_changelist",
                "moderation.ReasonMessage",
            ),
            ("Mails", "mail", "admin:notifications_mail_changelist", "notifications.Mail"),
            ("Mail templates", "drafts", "admin:notifications_mail_templates", "notifications.Mail"),
            ("Jobs", "pending_actions", "admin:kernel_job_changelist", "kernel.Job"),
            ("Events", "history", "admin:kernel_event_changelist", "kernel.Event"),
            ("Deliveries", "outbox", "admin:kernel_delivery_changelist", "kernel.Delivery"),
            ("Scheduled work", "schedule", "admin:kernel_scheduledrun_changelist", "kernel.ScheduledRun"),
            ("Looks at masked data", "visibility", "admin:kernel_reveal_changelist", "kernel.Reveal"),
            ("Limits", "speed", "admin:kernel_ratecounter_changelist", "kernel.RateCounter"),
        ],
    ),
]


def icon(request: HttpRequest) -> str:
    return static("img/favicon.svg")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sidebar: what this person may browse; communities that are switched off have no entries."""
    from django.apps import apps
    from django.contrib import admin

    groups = []
    for title, entries in GROUPS:
        items = []
        for label, symbol, address, model_label in entries:
            app_label, _, name = model_label.partition(".")
            if not apps.is_installed(f"apps.{app_label}") and app_label != "kernel":
                continue
            model_admin = admin.site._registry[apps.get_model(app_label, name)]
            if model_admin.has_view_permission(request):
                items.append({"title": label, "icon": symbol, "link": reverse(address)})
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups
