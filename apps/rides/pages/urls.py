from django.urls import path

from apps.rides.pages import (
    calendars,
    clubs,
    contacts,
    finding,
    mine,
    one,
    place_acts,
    planning,
    ride_acts,
    roster,
    routes,
)

urlpatterns = [
    path("clubs", clubs.ClubListPage.as_view(), name="clubs"),
    path("clubs/new", clubs.ProposeClubPage.as_view(), name="club-propose"),
    path("clubs/<slug:slug>", clubs.ClubPage.as_view(), name="club"),
    path("account/emergency-contact", contacts.MyContactPage.as_view(), name="emergency-contact"),
    path(
        "account/emergency-contact/forget",
        contacts.ForgetContactPage.as_view(),
        name="emergency-contact-forget",
    ),
    path("rides/<uuid:id>/share-contact", contacts.ShareContactPage.as_view(), name="ride-share-contact"),
    path("rides/<uuid:id>/contacts", contacts.RideContactsPage.as_view(), name="ride-contacts"),
    path("clubs/<slug:slug>/routes", routes.ClubRoutesPage.as_view(), name="club-routes"),
    path(
        "clubs/<slug:slug>/routes/sent/<uuid:media_id>",
        routes.RouteSentPage.as_view(),
        name="club-route-sent",
    ),
    path("clubs/<slug:slug>/routes/<uuid:id>", routes.RoutePage.as_view(), name="club-route"),
    path(
        "clubs/<slug:slug>/routes/<uuid:id>/sent/<uuid:media_id>",
        routes.RouteVersionSentPage.as_view(),
        name="club-route-version-sent",
    ),
    path(
        "clubs/<slug:slug>/routes/<uuid:id>/<int:number>.gpx",
        routes.RouteFilePage.as_view(),
        name="club-route-file",
    ),
    path("rides/<uuid:id>/route.gpx", routes.RideRouteFilePage.as_view(), name="ride-route-file"),
    path("rides", finding.RideListPage.as_view(), name="rides"),
    path("rides/mine", mine.MyRidesPage.as_view(), name="my-rides"),
    path("clubs/<slug:slug>/rides/new", planning.PlanPage.as_view(), name="ride-plan"),
    path("clubs/<slug:slug>/calendar.ics", calendars.ClubCalendar.as_view(), name="club-calendar"),
    path("rides/<uuid:id>.ics", calendars.RideCalendar.as_view(), name="ride-calendar"),
    path("rides/<uuid:id>", one.RidePage.as_view(), name="ride"),
    path("rides/<uuid:id>/join", one.JoinPage.as_view(), name="ride-join"),
    path("rides/<uuid:id>/guests", one.GuestPage.as_view(), name="ride-guests"),
    path("rides/<uuid:id>/edit", planning.EditPage.as_view(), name="ride-edit"),
    path("rides/<uuid:id>/roster", roster.RosterPage.as_view(), name="ride-roster"),
    path("rides/<uuid:id>/sheet", roster.SheetPage.as_view(), name="ride-sheet"),
    path(
        "rides/<uuid:ride_id>/places/<uuid:id>/<slug:verb>",
        place_acts.PlaceActPage.as_view(),
        name="place-verb",
    ),
    path("rides/<uuid:id>/<slug:verb>", ride_acts.RideActPage.as_view(), name="ride-verb"),
]
