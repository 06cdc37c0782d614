"""The table that `make bench` prints."""

from dataclasses import dataclass

from hearth.local.bench.measures import Case

FORMATS = {
    "share": lambda value: f"{value:.0%}",
    "times": lambda value: f"{value:.1f} x",
    "queries": lambda value: f"{value:.0f}",
    "ms": lambda value: f"{value:.2f} ms",
    "MB": lambda value: f"{value:.0f} MB",
    "s": lambda value: f"{value:.2f} s",
}
MORE_IS_BETTER = {"share", "times"}


@dataclass(frozen=True)
class Line:
    number: str
    what: str
    found: float
    must: float
    goal: float
    unit: str

    @property
    def verdict(self) -> str:
        if self._reaches(self.goal):
            return "goal"
        return "must" if self._reaches(self.must) else "MISSED"

    def _reaches(self, bound: float) -> bool:
        return self.found >= bound if self.unit in MORE_IS_BETTER else self.found <= bound

    def __str__(self) -> str:
        write = FORMATS[self.unit]
        return (
            f"{self.number:<4} {self.what:<36} {write(self.found):>9} {write(self.must):>9} "
            f"{write(self.goal):>9}  {self.verdict}"
        )


def show(lines: list[Line], cases: dict[str, Case]) -> None:
    print(f"\n{'':<4} {'':<36} {'ours':>9} {'must':>9} {'goal':>9}  reached")
    print("\n".join(map(str, lines)))
    print(f"\n{'ms an answer':<26} {'wall':>7} {'app':>7} {'database':>9} {'client':>7}")
    for name, case in cases.items():
        print(
            f"{name:<26} {case.milliseconds:7.2f} {case.app_cpu:7.2f} {case.database_cpu:9.2f} "
            f"{case.client_share:7.0%}"
        )
    print(
        "\nwall: between answers; app, database: processor time; client: the part of one processor it took."
    )
