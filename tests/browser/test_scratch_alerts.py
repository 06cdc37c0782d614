import pytest
from tests import factories
from tests.browser.test_pages import World, faults_of, LONG
from tests.alerts.calls import saved_search
from apps.alerts.models import Favorite
from apps.listings.models import Pet
pytestmark = pytest.mark.browser

def test_shots(site, cast):
    world = World(cast)
    pets = list(Pet.objects.live()[:4])
    for p in pets: Favorite.objects.create(user=cast.rosa, pet=p)
    gone = factories.pet(cast.petra, name="Olive", placement="reserved"); Favorite.objects.create(user=cast.rosa, pet=gone)
    gone = factories.pet(cast.petra, name="Waffle", moderation="withdrawn", species="cat"); Favorite.objects.create(user=cast.rosa, pet=gone)
    s = saved_search(cast.rosa, feed_open=True, feed_number=1)
    saved_search(cast.rosa, name=LONG, state="paused", params={"species":["cat"],"size":["small"]})
    paths = ["/pets", f"/pets/{world.pet.pk}", "/my/favorites", "/my/searches", f"/my/searches/{s.pk}", "/my/searches/new?species=dog&size=small", "/organizations/harbour-paws/embed", f"/pets/{world.pet.pk}/favorite", "/rescues/harbour-paws", "/embed/pets?organization=harbour-paws"]
    page = site.visit(as_="rosa")
    from apps.alerts.services.links import stop_link
    paths.append(stop_link(s.pk).replace("http://127.0.0.1:8000",""))
    print(faults_of(page, *paths))
    for size,(w,h) in {"phone":(390,844)}.items():
        for scheme in ("light",):
            page = site.visit(as_="rosa", viewport={"width":w,"height":h}, color_scheme=scheme)
            for i,p in enumerate(paths):
                if i != 6: continue
                page.goto(p); page.wait_for_timeout(150)
                page.screenshot(path=f"/tmp/al/{i}-{size}-{scheme}.png", full_page=(i!=0))
    page = site.visit("/pets", as_="ana", viewport={"width":390,"height":844})
    page.locator(".heart__button").first.click(); page.wait_for_timeout(600)
    print(page.locator(".heart__button").first.get_attribute("aria-pressed"), page.url, Favorite.objects.filter(user=cast.ana).count())
    page.locator(".heart__button").first.click(); page.wait_for_timeout(600)
    print(page.locator(".heart__button").first.get_attribute("aria-pressed"), page.url, Favorite.objects.filter(user=cast.ana).count())
    page = site.visit("/", viewport={"width":320,"height":700})
    import http.server, threading
    html=f'<h1>Elsewhere</h1><iframe src="{site.address}/embed/pets?organization=harbour-paws&show=6" style="width:100%;height:600px;border:0"></iframe>'.encode()
    class H(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.send_header("Content-Type","text/html"); self.end_headers(); self.wfile.write(html)
        def log_message(self,*a): pass
    srv=http.server.HTTPServer(("127.0.0.1",0),H); threading.Thread(target=srv.serve_forever,daemon=True).start()
    page.goto(f"http://127.0.0.1:{srv.server_port}/")
    page.wait_for_timeout(800)
    page.screenshot(path="/tmp/al/frame-320.png")
    print(page.frames[1].locator("h2").all_text_contents(), page.context.cookies())
    page.frames[1].locator("h2 a").first.click(); page.wait_for_timeout(500); print([p.url for p in page.context.pages])
    print(page.frames[1].evaluate("document.documentElement.scrollWidth"))
    page.goto(f"{site.address}/pets/{world.pet.pk}"); print(page.evaluate("document.querySelector('script[type=\"application/ld+json\"]').textContent.slice(0,80)"))
    print(site.faults)
