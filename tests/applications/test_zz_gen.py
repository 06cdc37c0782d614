import pytest, collections
from tests.cast import Cast
from tests.applications.test_question_matrix import *
CH=["a pet of petra's","a pet of Harbour Paws","a pet of Harbour Paws, suspended","a pet of petra's that is gone"]
ST=[w for w,_ in QUESTION_WORDS]
V=["view","edit","answer","answer_and_publish","publish","hide","reject","withdraw","remove"]
@pytest.mark.django_db
def test_gen(cast):
    out=[]
    for t in CH:
        res={}
        for n,r in ROLES.items():
            with undone():
                sc=Scene(cast,t,r)
                qs={s:sc.question(s) for s in ST}
                for v in V:
                    row=[]
                    for s in ST:
                        with undone():
                            row.append(ask(sc.client,v,qs[s]).status_code)
                    res[v,n]=tuple(row)
        out.append(f"== {t}"); out.append(" "*42+"  "+" ".join(ST))
        for v in V:
            out.append(f"-- {v}")
            g=collections.OrderedDict()
            for n in ROLES: g.setdefault(res[v,n],[]).append(n)
            for row,ns in g.items():
                out.append(f"{' '.join(ns):<58} | "+" ".join(f"{c:>{len(s)}}" for c,s in zip(row,ST)))
    BV=["view","create","lift"]
    for t in ["blocks of petra","blocks of Harbour Paws"]:
        res={}
        for n,r in ROLES.items():
            with undone():
                sc=Scene(cast,t,r)
                w=asked.question(sc.pet, cast.milo if sc.asker==cast.ana else cast.ana)
                b=asked.block(sc.asker,by=sc.owner,organization=sc.organization)
                where=f"organizations/{sc.harbour.pk}/blocks" if sc.organization else "users/me/blocks"
                with undone(): res["create",n]=sc.client.post(f"/api/v1/{where}",{"question":str(w.pk)}).status_code
                res["view",n]=sc.client.get(f"/api/v1/blocks/{b.pk}").status_code
                res["lift",n]=sc.client.delete(f"/api/v1/blocks/{b.pk}").status_code
        out.append(f"== {t}"); out.append(" "*60+"there")
        for v in BV:
            out.append(f"-- {v}")
            g=collections.OrderedDict()
            for n in ROLES: g.setdefault(res[v,n],[]).append(n)
            for c,ns in g.items(): out.append(f"{' '.join(ns):<58} | {c:>5}")
    open('/tmp/matrix_out.txt','w').write("\n".join(out)+"\n")
