"""A client library that others wrote for that API reads ours from a running server."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from hearth.local import client as node
from tests import factories
from tests.cast import Cast
from tests.petfinder.conftest import BASE, Reads, numbered

SCRIPT = Path(__file__).with_name("independent_client.cjs")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(bool(node.missing()), reason=node.missing() or "node is here")
def test_official_client_reads_animals_types_and_one_animal(cast: Cast, live_server: LiveServer) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pets = [factories.pet(cast.rosa, organization=harbour, name=name, breed="Beagle") for name in "ABC"]
    numbers, reads = numbered(*pets), Reads(cast)
    done = subprocess.run(
        ["node", str(SCRIPT), f"{live_server.url}{BASE}", reads.client.client_id, reads.secret],
        env={**os.environ, "NODE_PATH": str(node.CLIENT / "node_modules")},
        capture_output=True,
        timeout=60,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert [each["name"] for each in read["page"]["animals"]] == ["C", "B"]
    assert read["page"]["pagination"]["total_count"] == 3
    assert read["one"]["animal"] == read["page"]["animals"][0]
    assert read["one"]["animal"]["id"] == numbers[2]
    assert "Dog" in [each["name"] for each in read["types"]["types"]]
    assert [each["name"] for each in read["breeds"]["breeds"]] == ["Beagle"]
    assert read["organization"]["organization"] == read["organizations"]["organizations"][0]
    assert read["refused"][0]["path"] == "type"
