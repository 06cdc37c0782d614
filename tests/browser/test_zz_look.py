import pytest
from pathlib import Path
from tests.browser.conftest import Site
from tests import factories
from hearth.kernel.jobs import run_waiting
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.listings.test_import import a_row, rows_as_csv
pytestmark = pytest.mark.browser
OUT = Path("/tmp/mvshots"); OUT.mkdir(exist_ok=True)
def shots(site, path, name, who="rosa"):
    for scheme in ("light","dark"):
        for w,h in ((390,844),(1440,900)):
            page = site.visit(path, as_=who, color_scheme=scheme, viewport={"width":w,"height":h})
            page.screenshot(path=str(OUT/f"{name}-{scheme}-{w}.png"), full_page=(w==390))
            page.context.close()
def test_look(site: Site, cast: Cast, tmp_path: Path) -> None:
    made=factories.organization("Harbour Paws", founder=cast.rosa)
    shots(site,"/jobs/new/imports/listings","start")
    shots(site,"/jobs/new/imports/organizations","orgs","sam")
    shots(site,"/jobs/new/imports/sheltermanager","asm")
    shots(site,f"/rescues/{made.slug}/settings" if False else "/my/listings","mine")
    f=tmp_path/"pets.csv"; f.write_text(rows_as_csv([a_row(n) for n in range(20)]+[a_row(30,species="dragon"),a_row(31,name="")]))
    page = site.visit("/jobs/new/imports/listings", as_="rosa")
    page.get_by_label("CSV file").set_input_files(f)
    page.get_by_role("button", name="Check the file first").click()
    page.wait_for_url("**/jobs/*-*")
    run_waiting(60)
    url=page.url.replace(site.address,"")
    shots(site,url,"tried")
    page.goto(url); page.get_by_role("button", name="Import the other rows now").click()
    page.wait_for_timeout(500); run_waiting(60)
    shots(site,page.url.replace(site.address,""),"done")
    shots(site,"/jobs","list")
