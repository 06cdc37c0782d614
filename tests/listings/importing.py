"""Files of listings for the tests: started over the API, worked off, and what came of them."""

import csv
import io
from typing import Any

from apps.organizations.models import Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Job
from tests.cast import Cast

HEAD = "reference,name,species,birth_date,adoption_fee,mixed,description\n"


def start(cast: Cast, harbour: Organization, text: str, *, who: str = "rosa", **facts: Any) -> Any:
    body = {"kind": "listings", "organization": str(harbour.pk), "csv": text, **facts}
    return cast.client(who).post("/api/v1/imports", body)


def imported(cast: Cast, harbour: Organization, text: str, **facts: Any) -> dict[str, Any]:
    """Work an import off; return its result."""
    return finished(cast, start(cast, harbour, text, **facts))


def finished(cast: Cast, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.json()
    run_waiting(600)
    found: dict[str, Any] = cast.client("rosa").get(answer["Location"]).json()
    assert found["state"] == "done", found
    result: dict[str, Any] = found["result"]
    return result


def fetched(cast: Cast, job: Job) -> str:
    file = cast.client("rosa").get(f"/api/v1/jobs/{job.pk}/result")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    words: str = file.content.decode("utf-8-sig")
    return words


def table(words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(words, newline="")))


def last_job() -> Job:
    found: Job = Job.objects.order_by("-created_at", "-id")[0]
    return found


def rows_as_csv(rows: list[dict[str, str]]) -> str:
    """A file with a line for each of these, all with the same columns."""
    words = io.StringIO(newline="")
    writer = csv.DictWriter(words, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return words.getvalue()
