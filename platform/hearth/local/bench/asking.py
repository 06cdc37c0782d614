"""The lists whose growth is measured: who asks for what, and how much PostgreSQL looks at for it."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

NEAR = "near=-35.33,146"
SEARCHES = (
    "?ordering=newest&good_with_cats=true",
    "?ordering=oldest&house_trained=false",
    "?ordering=longest_waiting",
    "?ordering=longest_waiting&species=cat",
    "?coat=wire",
    "?coat=hairless",
    "?coat=wire&good_with_dogs=false&desexed=false",
    "?good_with_children=true&good_with_dogs=true&good_with_cats=true",
    "?special_needs=true",
    "?special_needs=false",
    "?colour=tan",
    "?colour=purple",
    "?name=pet%20177",
    "?name=nobody",
    "?breed=breed%201&breed=breed%202",
    "?published_before=2000-01-01",
    "?published_after=2000-01-01",
    f"?{NEAR}",
    f"?{NEAR}&ordering=newest",
    f"?{NEAR}&within_km=500&limit=100",
    f"?{NEAR}&within_km=1",
    f"?{NEAR}&species=cat&size=small",
    f"?{NEAR}&species=other",
    "?near=10,10",
    "?q=calm",
    "?q=calm&ordering=relevance",
    "?q=swims&ordering=relevance",
    "?q=swims%20-calm&ordering=relevance",
    "?q=dog%20swims&ordering=newest",
    f"?q=swims&{NEAR}",
    "?q=nothinglikeit",
    "?q=swmis",
    "/facets",
    "/facets?species=cat&size=small",
    f"/facets?{NEAR}",
)
PUBLIC = (
    "",
    "?limit=100",
    "?ordering=published_at",
    "?species=dog",
    "?species=farm_animal",
    "?species=other",
    "?species=dog&species=cat",
    "?region=region%201",
    "?region=region%2039",
    "?region=nowhere",
    "?species=farm_animal&region=region%2039",
    "?breed=breed%201",
    "?breed=breed%2059",
    "?breed=nothing",
    "?size=extra_large",
    "?gender=unknown",
    "?size=extra_large&gender=unknown&species=farm_animal",
    "?size=extra_large&gender=unknown&species=other",
    "?age_group=baby",
    "?age_group=senior&species=bird",
    "?age_group=baby&species=other",
    "?organization=house-1",
    "?organization=house-400",
    "?organization=nowhere",
    "?organization=house-1&species=other",
    "?status=on_hold",
    "?status=on_hold&status=approved",
    "?status=reserved&region=nowhere",
    "?status=reserved&species=other",
    *SEARCHES,
)
PAGES = (
    "/pets",
    "/pets?species=farm_animal",
    "/pets?breed=breed%2059",
    "/pets?region=nowhere",
    f"/pets?{NEAR}",
    "/pets?q=swims&species=dog",
    "/rescues",
    "/rescues/house-1",
    "/happy-endings",
    "/api/v1/happy-endings",
    "/api/v1/pets/featured",
    "/",
)
OWN = (
    "/api/v1/users/me/pets",
    "/api/v1/users/me/pets?status=on_hold",
    "/my/listings",
    "/my/listings?status=approved",
    "/my/listings?q=pet+77",
    "/api/v1/users/me/applications",
    "/api/v1/users/me/applications?status=rejected",
    "/api/v1/users/me/questions",
    "/api/v1/users/me/favorites",
    "/my/applications",
    "/my/questions",
    "/my/favorites",
)
OF_HOUSE = (
    "/api/v1/organizations/{house}/applications",
    "/api/v1/organizations/{house}/applications?status=rejected",
    "/api/v1/organizations/{house}/applications?status=under_review",
    "/api/v1/organizations/{house}/applications?overdue=true",
    "/api/v1/organizations/{house}/questions",
    "/api/v1/organizations/{house}/questions?status=published",
    "/organizations/{house}/applications",
    "/organizations/{house}/applications?status=rejected",
    "/organizations/{house}/questions",
)
"""What came in at the house of the member."""
REVIEWED = (
    "",
    "?kind=pet",
    "?kind=photo",
    "?kind=pet&state=open",
    "?origin=sampled",
    "?claimed=mine",
    "?claimed=free",
    "?state=decided",
    "?state=withdrawn",
    "?state=decided&kind=photo",
    "?state=decided&kind=appeal",
    "?state=decided&origin=reported",
    "?state=decided&kind=pet&origin=sampled",
)
ADMIN = (
    "listings/pet/",
    "listings/pet/?moderation__exact=pending",
    "listings/pet/?placement__exact=available",
    "listings/pet/?placement__exact=reserved",
    "listings/pet/?species__exact=dog",
    "listings/pet/?species__exact=other",
    "listings/pet/?q=pet+77",
    "listings/pet/?q=house+400",
    "listings/pet/?q=nothing",
    "listings/pet/?p=40",
    "listings/petphoto/",
    "listings/petphoto/?q=pet+77",
    "media/mediafile/",
    "media/mediafile/?state__exact=ready",
    "media/mediafile/?state__exact=refused",
    "media/mediafile/?purpose__exact=logo",
    "media/mediafile/?refusal__exact=damaged",
    "media/mediafile/?q=nothing",
    "media/mediafile/?q=file+77",
    "notifications/notification/",
    "notifications/mail/",
    "notifications/mail/?state__exact=sent",
    "notifications/mail/?state__exact=uncertain",
    "notifications/mail/?q=nothing",
    "organizations/organization/",
    "organizations/membership/",
    "accounts/user/",
    "moderation/reviewitem/desk/",
    "moderation/reviewitem/desk/decided/",
    "moderation/reviewitem/?o=",
    "moderation/reviewitem/?state__exact=open",
    "moderation/reviewitem/?state__exact=decided",
    "moderation/reviewitem/?state__exact=withdrawn",
    "moderation/reviewitem/?origin__exact=sampled",
    "moderation/reviewitem/?kind=photo",
    "moderation/reviewitem/?kind=appeal",
    "moderation/decision/",
    "moderation/decision/?kind=photo",
    "moderation/decision/?kind=appeal",
    "moderation/decision/?action__exact=reject",
    "moderation/decision/?action__exact=remove",
    "applications/application/",
    "applications/application/?status__exact=rejected",
    "applications/application/?status__exact=home_check",
    "applications/question/",
    "applications/question/?status__exact=withdrawn",
    "applications/question/?moderation__exact=removed",
    "applications/message/",
    "applications/message/?moderation__exact=removed",
    "alerts/favorite/",
    "kernel/event/",
    "kernel/event/?name=pet.submitted",
    "kernel/event/?name=nothing",
    "kernel/delivery/",
    "kernel/delivery/?state__exact=done",
    "kernel/delivery/?state__exact=dead",
    "kernel/delivery/?handler=bench.first",
    "kernel/delivery/?handler=nobody",
    "kernel/revision/",
    "kernel/revision/?state__exact=approved",
    "kernel/revision/?state__exact=open",
    "kernel/revision/?state__exact=rejected",
    "kernel/revision/?target_type=nothing",
    "kernel/revision/?q=00000000-0000-0000-0000-000000000000",
)
DEEP = 10_000
"""Rows before a page that is deep; where a list is shorter, its last page is meant."""


class Asking:
    """Clients of a stranger, a moderator, a site admin and who works for a house, on the present database."""

    def __init__(self) -> None:
        from django.test import Client

        from apps.accounts.models import User

        people = User.objects.order_by("cognito_sub")
        self.clients, self.people = {"": Client()}, {}
        three = [*people.filter(memberships=None)[:2], people.filter(memberships__isnull=False)[0]]
        for name, person in zip(("moderator", "site_admin", "member"), three, strict=True):
            person.system_role = "user" if name == "member" else name
            person.save(update_fields=["system_role"])
            self.people[name] = person
            self.clients[name] = Client()
            self.clients[name].force_login(person, backend="apps.accounts.backends.SessionBackend")
            session = self.clients[name].session
            session["sign_in"] = [person.system_role, "staff", ""]
            session.save()

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Who, and the address."""
        for query in PUBLIC:
            yield "", f"/api/v1/pets{query}"
        for query in ("?species=dog", "?region=region%201"):
            yield "", f"/api/v1/pets{query}&cursor={self.cursor_of_pets(query)}"
        yield from (("", f"/api/v1/organizations/{house}/pets") for house in ("house-1", "house-400"))
        yield from (
            ("", f"/api/v1/organizations{query}") for query in ("", "?q=house+4", "?region=region%201")
        )
        yield from (("", page) for page in PAGES)
        yield from (("member", path) for path in OWN)
        house, thread = self.house_and_thread()
        yield from (("member", path.format(house=house)) for path in OF_HOUSE)
        yield "member", f"/api/v1/applications/{thread}/messages"
        yield "member", f"/applications/{thread}"
        yield from (("moderator", f"/api/v1/review/items{query}") for query in REVIEWED)
        yield "moderator", f"/api/v1/review/items?kind=pet&cursor={self.cursor_of_items()}"
        yield from (("moderator", f"/admin/{page}") for page in ADMIN if page.startswith("moderation"))
        yield from (("site_admin", f"/admin/{page}") for page in ADMIN if not page.startswith("moderation"))

    def house_and_thread(self) -> tuple[str, UUID]:
        """The house that the member works for, and an application of their own about which much is said."""
        from apps.applications.models import Message
        from apps.organizations.models import Membership

        return (
            Membership.objects.values_list("organization__slug", flat=True).get(user=self.people["member"]),
            Message.objects.filter(user=self.people["member"]).earliest("created_at").application_id,
        )

    def cursor_of_pets(self, query: str) -> str:
        from apps.listings.models import Pet
        from hearth.kernel.keyset import Keyset

        name, _, value = query[1:].partition("=")
        rows = Pet.objects.live().filter(**{f"{name}__iexact": value.replace("%20", " ")})
        return _deep(rows, Keyset("-published_at", "-id"))

    def cursor_of_items(self) -> str:
        from apps.moderation.models import ReviewItem
        from hearth.kernel.keyset import Keyset

        return _deep(ReviewItem.objects.filter(state="open"), Keyset("-priority", "opened_at", "id"))

    def ask(self, name: str, path: str) -> tuple[list[str], float]:
        """Ask thrice; return the queries of the second time, and how many milliseconds the third took."""
        from django.core.cache import cache

        self.clients[name].get(path)
        cache.clear()  # what is counted once a minute is counted now
        queries = self.queries(name, path)
        cache.clear()
        start = time.perf_counter()
        self.clients[name].get(path)
        return queries, 1000 * (time.perf_counter() - start)

    def queries(self, name: str, path: str) -> list[str]:
        """Ask once; return the queries, with their values in them."""
        from django.db import connection
        from psycopg import ClientCursor

        queries: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            queries.append(ClientCursor(connection.connection).mogrify(sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            answer = self.clients[name].get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}.")
        return queries

    def pages(self, query: str) -> int:
        """How many pages of 8 kB a SELECT looks at; 0 for anything else."""
        plan = self.plan(query)
        return sum(plan["Plan"][name] for name in ("Shared Hit Blocks", "Shared Read Blocks")) if plan else 0

    def plan(self, query: str) -> dict[str, Any]:
        from django.db import connection

        if not query.lstrip().startswith("SELECT"):
            return {}
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {query}")
            found: dict[str, Any] = cursor.fetchone()[0][0]
            return found


def _deep(rows: Any, order: Any) -> str:
    """The cursor of a page that lies deep in a list, or is its last."""
    places = rows.order_by(*order.fields).values_list(*order.columns)[:DEEP]
    return str(order.cursor("n", list(places)[-21]))
