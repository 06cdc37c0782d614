import pytest
from tests import factories
from apps.listings.models import Pet, Place
from apps.listings.searching import *
pytestmark = pytest.mark.django_db
def test_it(cast):
    Place.objects.create(name="Wattle Cove", region="Saltwater Bay", latitude="-34.1", longitude="151.1")
    p = factories.pet(cast.petra, name="Biscuit", breed="Labrador Retriever", latitude="-34.11", longitude="151.12")
    factories.pet(cast.petra, name="Will", breed="Kelpie")
    n=lambda **k: [x.name for x in search({a:[b] for a,b in k.items()})]
    assert n(q="labradr")==["Biscuit"]
    assert n(q="Biscit")==["Biscuit"]
    assert n(q="will")==["Will"]
    assert n(q="calm dogs")
    assert n(near="wattle cove")==["Biscuit"]
    assert n(near="-34.5,151", within_km="20")==[]
    print(describe({"species":["dog","cat"],"near":["wattle cove"],"size":["small","large"],"good_with_cats":["true"]}))
    a=cast.client().get("/api/v1/pets?near=wattle cove&ordering=distance"); print(a.json())
    assert a.status_code==200
    a=cast.client().get("/api/v1/pets?q=labradr&ordering=relevance"); print(a.json()); assert a.status_code==200
    a=cast.client().get("/api/v1/pets?ordering=relevance"); assert a.status_code==400
    a=cast.client().get("/api/v1/pets?within_km=4"); print(a.json()); assert a.status_code==400
