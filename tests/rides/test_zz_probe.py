import re
from tests.rides import test_big_clubs as t
import pytest
pytestmark = pytest.mark.django_db
def show(p, d=0):
    out = "  "*d + " ".join(str(x) for x in (p["Node Type"], p.get("Index Name",""), p.get("Relation Name",""), "est", p["Plan Rows"], "act", p["Actual Rows"], "loops", p["Actual Loops"], "vain", t.in_vain(p), "blk", p["Shared Hit Blocks"]))
    for k in ("Index Cond","Filter","Recheck Cond"):
        if k in p: out += "\n" + "  "*d + "   " + k + ": " + p[k][:700]
    print(out)
    for s in p.get("Plans", []): show(s, d+1)
def test_probe(cast):
    cast.sam
    t.club(cast); t.fill(cast, 1, 20000)
    a = t.Readers(cast)
    for name, path in [("", "/api/v1/rides"), ("ana", t.CLUB), ("ana", t.CLUB+"?state=completed"), ("ana","/api/v1/users/me/rides"), ("sam", "/admin/rides/ride/?state__exact=cancelled")]:
        print("=====", name, path)
        for q, plan in t.plans(a, name, path):
            if plan["Shared Hit Blocks"] > 40:
                print("WHERE", q.partition("WHERE")[2][:1800] if "ORDER BY" in q else q[:300]); show(plan)
