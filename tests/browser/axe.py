"""Ask axe-core what is not accessible on a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """tags => axe.run(document, {
  runOnly: {type: 'tag', values: tags},
  rules: {'label-content-name-mismatch': {enabled: true}},  // 2.5.3 is off in axe unless it is asked for
  resultTypes: ['violations'],
})"""
NAMESAKES = """() => {
  const words = text => (text || '').trim().replace(/\\s+/g, ' ');
  const said = (element, attribute) => (element.getAttribute(attribute) || '').split(' ').filter(Boolean)
    .map(id => words(document.getElementById(id)?.textContent)).join(' ');
  const group = element => {
    if (element.localName === 'a') return words(element.closest('li, p, td')?.textContent);  // what 2.4.4 calls context
    const around = element.closest('fieldset, [role=group]');
    return !around ? '' : words(around.querySelector('legend')?.textContent) || said(around, 'aria-labelledby');
  };
  const told = element => [
    element.getAttribute('aria-label') || said(element, 'aria-labelledby')
      || words([...(element.labels || [])].map(label => label.textContent).join(' ')) || words(element.textContent),
    said(element, 'aria-describedby'), group(element), element.value && element.type === 'radio' ? element.value : '',
  ].filter(Boolean).join(' | ');
  const found = new Map();
  const kinds = 'a[href], button, summary, select, textarea, input:not([type=hidden])';
  for (const element of document.querySelectorAll(kinds)) {
    if (!element.closest('main') || element.closest('[aria-hidden=true]') || !element.checkVisibility()) continue;
    if (element.getAttribute('aria-hidden') === 'true') continue;
    const name = `${element.localName}: ${told(element)}`;
    found.set(name, (found.get(name) || new Set()).add(element.href || element));
  }
  return [...found].filter(([, places]) => places.size > 1).map(([name]) => name);
}"""
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


def namesakes(page: Page) -> list[str]:
    """List what a screen reader calls the same though it does or asks something else: name, description and group."""
    found: list[str] = page.evaluate(NAMESAKES)
    return found
