"""Every mail template can be written in both languages, with the context it says it needs."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.mail import letters


def samples() -> list[tuple[str, str, dict[str, Any]]]:
    rows = []
    for template in letters.templates():
        file = letters.FOLDER / f"{template}.json"
        contexts = json.loads(file.read_text(encoding="utf-8")) if file.exists() else [{}]
        for context in contexts if isinstance(contexts, list) else [contexts]:
            rows += [(template, locale, context) for locale in ("nl", "en")]
    return rows


@pytest.mark.parametrize(("template", "locale", "context"), samples())
def test_a_template_is_complete_with_its_sample(template: str, locale: str, context: dict[str, Any]):
    letter = letters.render(template, locale, context, "https://koppen.example.org")
    assert 3 <= len(letter.subject) <= 200
    assert "https://koppen.example.org" in letter.text
    for words in (letter.subject, letter.text):
        assert not any(sign in words for sign in ("{{", "{%", "**", "%(", "\\", "None"))


def test_every_sample_belongs_to_a_template():
    assert {path.stem for path in Path(letters.FOLDER).glob("*.json")} <= set(letters.templates())
