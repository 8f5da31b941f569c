"""Count what each step of a chain asks of the people who walk it: real clicks, fields that they fill in, seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from playwright.sync_api import Page

LISTEN = """() => {
  const labelled = event => event.target.closest("label")?.control;  // its control gets a click of its own
  const typed = node => node.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])");
  addEventListener("click", event => { if (event.isTrusted && !labelled(event)) koppenTally("click"); }, true);
  addEventListener("submit", event => { if (event.isTrusted && !event.submitter) koppenTally("click"); }, true);
  addEventListener("change", event => { if (typed(event.target)) koppenTally("field"); }, true);
}"""


@dataclass
class Step:
    """What one step took."""

    name: str
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


class Tally:
    """Listens to the pages of some people, and writes down a row for each step."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def watch(self, page: Page) -> Page:
        """Count on this page, and on whatever it leads to. Enter and Space on a button are clicks too."""
        page.expose_binding("koppenTally", lambda _source, what: self._count(what))
        page.add_init_script(f"({LISTEN})()")
        page.evaluate(LISTEN)
        return page

    def _count(self, what: str) -> None:
        if self.steps:
            self.steps[-1].counts[what] += 1

    @contextmanager
    def step(self, name: str, clicks: int) -> Iterator[Step]:
        """Count for a step until it is over, and hold it to the clicks that it may ask: more, or fewer, is to be noticed."""
        step, began = Step(name), monotonic()
        self.steps.append(step)
        yield step
        step.seconds = monotonic() - began
        assert step.counts["click"] == clicks, f"{name}: {step.counts['click']} clicks and not {clicks}"

    def table(self) -> str:
        """Write the rows, and their sum."""
        rows = [(step.name, step.counts["click"], step.counts["field"], step.seconds) for step in self.steps]
        rows.append(("together", *(sum(each) for each in list(zip(*rows, strict=True))[1:])))  # type: ignore[arg-type]
        head = f"{'step':<44} | clicks | fields | seconds"
        return "\n".join([head, *(f"{name:<44} | {clicks:>6} | {fields:>6} | {seconds:>7.1f}" for name, clicks, fields, seconds in rows)])  # fmt: skip
