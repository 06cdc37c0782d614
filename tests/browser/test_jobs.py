"""Long work watched in a browser: the page goes on by itself, and without scripts it does too."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from apps.listings.models import Pet
from hearth.kernel.jobs import run_waiting
from tests import factories
from tests.browser.conftest import Site
from tests.browser.test_pages import LONG, faults_of
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.kernel.jobs.making import a_job
from tests.kernel.jobs.test_running import one_chunk

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.browser


def test_moves_by_itself_until_the_file_is_there(site: Site, cast: Cast) -> None:
    job = a_job(cast.ana, steps=4)
    page = site.visit(f"/jobs/{job.pk}", as_="ana")
    expect(page.get_by_role("status")).to_contain_text("Waiting")
    listed = page.context.new_page()
    listed.goto(f"{site.address}/jobs")
    run_waiting(stop=one_chunk())
    expect(page.get_by_text("1 of 4")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "25")
    expect(listed.get_by_role("progressbar")).to_have_attribute("value", "25")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("because it was cancelled")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    run_waiting()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download numbers.txt").click()
    assert download.value.path().read_bytes() == b"0\n1\n2\n3\n"


def test_needs_no_script(site: Site, cast: Cast) -> None:
    page = site.visit("/account/data", as_="ana", java_script_enabled=False)
    page.get_by_role("button", name="Export my data").click()
    run_waiting()
    expect(page.get_by_role("link", name="Download my-data.json")).to_be_visible()


def test_looks_right_everywhere(site: Site, cast: Cast) -> None:
    errors = [{"row": 3, "errors": [{"pointer": "/name", "code": "required", "detail": LONG}]}]
    jobs = [
        a_job(cast.ana, "running", done=3, total=10, doing=LONG[:120]),
        a_job(cast.ana, "done", file_key="jobs/x/listings.csv"),
        a_job(cast.ana, "failed", error=f"{LONG} " * 3),
        a_job(cast.ana, "done", result={"counts": {"created": 12, "refused": 400}, "errors": errors}),
    ]
    pages = ["/jobs", "/jobs/new/imports/listings", *(f"/jobs/{job.pk}" for job in jobs)]
    assert faults_of(site.visit(as_="ana"), *pages) == []


def test_checks_a_large_file_and_then_imports_it(site: Site, cast: Cast, tmp_path: Path) -> None:
    """The page packs it by itself: unpacked it would hardly fit into a request."""
    factories.organization("Harbour Paws", founder=cast.rosa)
    file = tmp_path / "pets.csv"
    rows = "".join(f"HP-{number},Bo,{'dog' if number else 'dragon'},{'s' * 7000}\n" for number in range(200))
    file.write_text(f"reference,name,species,story\n{rows}")
    page = site.visit("/jobs/new/imports/listings", as_="rosa")
    with page.expect_download() as example:
        page.get_by_role("link", name="Download an example").click()
    assert example.value.suggested_filename == "listings.csv"
    assert faults_of(page, "/jobs/new/imports/sheltermanager", "/jobs/new/exports/organization") == []
    page.goto("/jobs/new/imports/listings")
    page.get_by_label("CSV file").set_input_files(file)
    # A page forbids to make functions of words, as waiting for one would that is not true at once.
    expect(page.get_by_label("CSV file")).to_have_value(re.compile(r"pets\.csv\.gz$"))
    page.get_by_role("button", name="Check the file first").click()
    run_waiting(60)
    expect(page.get_by_text("Nothing has changed.")).to_be_visible()
    assert faults_of(page, page.url) == []
    page.get_by_role("button", name="Import the other rows now").click()
    run_waiting(60)
    expect(page.get_by_role("link", name="Download refused-rows.csv")).to_be_visible()
    assert Pet.objects.count() == 199
