import pytest
from tests import factories
pytestmark = pytest.mark.django_db
def test_try(cast):
    h = factories.organization("Harbour Paws", founder=cast.rosa, verified=True)
    pet = factories.pet(cast.rosa, organization=h, breed="Kelpie", size="medium", adoption_fee="80.00")
    factories.pet(cast.petra, name="O'</script>\u201c")
    for who in ("", "ana", "rosa"):
        b = cast.browser(who)
        for p in ["/", "/pets", f"/pets/{pet.pk}", "/rescues/harbour-paws", "/pets/feed.rss", "/pets/feed.atom?species=dog", "/pets/feed.json", "/pets/feed.xml", "/pets/feed.rss?bad=1","/pets/feed.rss?species=horse&limit=2","/embed/pets?organization=harbour-paws","/embed/pets?show=99","/sitemap.xml","/sitemaps/pets.xml","/sitemaps/site.xml","/sitemaps/rescues.xml","/sitemaps/x.xml","/my/favorites","/my/searches","/my/searches/new?species=dog&size=small","/organizations/harbour-paws/embed", f"/pets/{pet.pk}/favorite", "/robots.txt"]:
            a = b.get(p)
            print(who, p, a.status_code, a.headers.get("Cache-Control"), a.headers.get("Vary"), len(a.content))
            if who == "" and ("feed" in p or "sitemap" in p or "embed" in p): print(a.content.decode()[:1500])
    c = cast.client("ana")
    print(c.put(f"/api/v1/pets/{pet.pk}/favorite").status_code)
    print(c.get("/api/v1/users/me/favorites").json())
    print(c.post("/api/v1/saved-searches", {"name":"x","params":{"species":"dog","nope":["1"]}}).json())
    print(c.post("/api/v1/saved-searches", {"name":"x","params":{"species":"dog","near":"Nowhere"}}).json())
    r = c.post("/api/v1/saved-searches", {"name":"x","params":{"species":"dog"}}); print(r.json())
    u = r["Location"]
    print(c.post(u+"/open_feed").json()); print(c.post(u+"/pause").json())
