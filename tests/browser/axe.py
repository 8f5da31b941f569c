"""Ask axe-core what is not accessible on a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
STILL = """() => Promise.race([
  Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => null))),
  new Promise(done => setTimeout(done, 3000)),  // an animation that was cut short by a swap never finishes
])"""


@cache
def source() -> str:
    """Read axe-core, which the set-up installed."""
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """List what breaks WCAG 2.2 A or AA: the rule, and where. The page's own policy stays as strict as it is."""
    page.evaluate(STILL)  # text that is still fading in has too little contrast
    page.evaluate(source())
    found = page.evaluate(RUN, TAGS)["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}".replace("\n", " ")
        for rule in found
        for node in rule["nodes"]
    ]
