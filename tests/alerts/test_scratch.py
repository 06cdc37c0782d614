import pytest
from hearth.kernel.edge.headers import HEADERS
from tests.api import calls as C
from tests.api.stage import Stage
from tests.api.routes import ROUTES
from tests.api.walking import complaints, method_complaints
from tests.api.pages import PAGES, addresses, real_words, read_through
from tests.alerts.calls import CALLS
from tests.matrices import undone
pytestmark = pytest.mark.django_db
def test_mine(cast, monkeypatch):
    import tests.api.stage as S
    monkeypatch.setattr(S, "rooms", lambda: [r for r in C.rooms() if r.__name__.split(".")[1] in ("accounts","organizations","media","listings","moderation","alerts","curation")])
    stage = Stage(cast)
    wrong = []
    for name in CALLS:
        wrong += [f"{name}: {w}" for w in complaints(ROUTES[name], stage)]
        wrong += [f"{name}: {w}" for w in method_complaints(ROUTES[name].path, stage)]
    for page in PAGES:
        if any(w in page for w in ("favorite","search","feed","embed","sitemap")):
            urls = addresses(page, stage)
            for url in urls:
                for who in ("", "rosa", "ana"):
                    with undone():
                        a = cast.browser(who).get(url)
                    print(page, url, who, a.status_code)
    print("\n".join(wrong)); assert not wrong
