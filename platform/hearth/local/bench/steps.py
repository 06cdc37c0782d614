"""What each step of a hot list's answer gains: servers that do without one, in turn with one that has all.

For each of four answers it prints how much longer it takes without the step, and the processor time that
the step saves in the application and in PostgreSQL.
"""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
QUERY = "/api/v1/pets?species=dog"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pets", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.6, help="for each case in each round")
    options = parser.parse_args()
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    from hearth.local.bench.run import world

    try:
        with world(options.pets) as (environment, database):
            _measure(environment, database, options.rounds, options.seconds)
    except KeyboardInterrupt:
        sys.exit("\nStopped; the database is dropped.")


def _measure(environment: dict[str, str], database: Any, rounds: int, seconds: float) -> None:
    from hearth.local.bench.client import again, once, request
    from hearth.local.bench.measures import Case, Server, interleaved, serving
    from hearth.local.bench.run import DEEP, cursor_at
    from hearth.local.bench.switches import SWITCHES

    with ExitStack() as stack:
        servers = {
            step: stack.enter_context(serving("hearth", environment, database, without=step))
            for step in ("", *SWITCHES)
        }
        port = servers[""].port
        one = f"/api/v1/pets/{json.loads(once(port, request(QUERY, port))[2])['results'][0]['id']}"

        def answers(server: Server) -> dict[str, Case]:
            def case(path: str, code: int = 200, **headers: str) -> Case:
                return Case(server, again(request(path, server.port, b"", **headers)), code)

            # Each server has a tag of its own, which its own address is part of.
            tag = once(server.port, request(QUERY, server.port))[1]["etag"]
            return {
                "list": case(QUERY),
                f"at {DEEP:,}": case(f"{QUERY}&cursor={cursor_at(database, DEEP)}"),
                "list known": case(QUERY, 304, If_None_Match=tag),
                "one pet": case(one),
            }

        cases = {step: answers(server) for step, server in servers.items()}
        by_answer = zip(*(of_step.values() for of_step in cases.values()), strict=True)
        interleaved([case for of_all in by_answer for case in of_all], rounds=rounds, seconds=seconds)
    _show(cases)


def _show(cases: dict[str, dict[str, Any]]) -> None:
    usual = cases.pop("")
    print(f"\n{'without':<34}" + "".join(f"{name:>24}" for name in usual))
    print(f"{'':<34}" + f"{'times    app     db':>24}" * len(usual))
    for step, found in cases.items():
        figures = "".join(
            f"{1 / case.share_of(usual[name]):>11.2f} {case.app_cpu - usual[name].app_cpu:>+6.2f} "
            f"{case.database_cpu - usual[name].database_cpu:>+5.2f}"
            for name, case in found.items()
        )
        print(f"{step:<34}{figures}")
    print(
        f"{'with all, ms':<34}"
        + "".join(
            f"{case.milliseconds:>11.2f} {case.app_cpu:>6.2f} {case.database_cpu:>5.2f}"
            for case in usual.values()
        )
    )


if __name__ == "__main__":
    main()
