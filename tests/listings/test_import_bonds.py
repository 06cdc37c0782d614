"""Bonds in a file of listings: named by the animals' own numbers, in any order, and written out again."""

import pytest

from apps.listings.importing import columns
from apps.listings.models import Pet
from apps.organizations.models import Organization
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.listings.importing import fetched, finished, imported, last_job, table

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db

HEAD = "reference,name,species,bonded_with\n"
FILE = HEAD + "A,Toast,dog,D\nB,Crumpet,dog,A;E\nC,Domino,dog,\nD,Juniper,dog,\nE,Nutmeg,dog,X\n"


@pytest.fixture
def harbour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Organization:
    monkeypatch.setattr(columns, "ROWS_OF_A_PIECE", 2)
    return factories.organization("Harbour Paws", founder=cast.rosa)


def bonds() -> dict[str, str]:
    return {pet.reference: pet.bonded_references for pet in Pet.objects.all()}


def test_ties_those_that_stand_further_down_and_tells_who_is_not_there(
    cast: Cast, harbour: Organization
) -> None:
    tried = imported(cast, harbour, FILE, dry_run=True)
    assert (tried["counts"]["bonds_failed"], Pet.objects.count()) == (1, 0)
    result = imported(cast, harbour, FILE)
    assert (result["counts"]["created"], result["counts"]["bonds_failed"]) == (5, 1)
    assert [error["row"] for error in result["errors"]] == [error["row"] for error in tried["errors"]]
    assert result["errors"][0]["errors"][0]["detail"] == "No listing of yours has the number X."
    assert bonds() == {"A": "B; D", "B": "A; E", "C": "", "D": "A", "E": "B"}


def test_an_export_is_read_back_and_changes_nothing(cast: Cast, harbour: Organization) -> None:
    imported(cast, harbour, FILE.replace(",X\n", ",\n"))
    before = bonds()
    body = {"kind": "listings", "organization": str(harbour.pk)}
    finished(cast, cast.client("rosa").post("/api/v1/exports", body))
    written = fetched(cast, last_job())
    assert {row["reference"]: row["bonded_with"] for row in table(written)} == before
    again = imported(cast, harbour, written)
    assert (again["counts"]["unchanged"], bonds()) == (5, before)
    cleared = imported(cast, harbour, HEAD + "A,,,-\nB,,,B\n")
    assert (cleared["counts"]["updated"], cleared["counts"]["bonds_failed"]) == (1, 1)
    assert bonds() == {"A": "", "B": "E", "C": "", "D": "", "E": "B"}
