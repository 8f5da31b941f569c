"""Members' texts as HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.markdown import markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("een\ntwee", "<p>een<br>\ntwee</p>\n"),
        ("- een\n- **twee**", "<ul>\n<li>een</li>\n<li><strong>twee</strong></li>\n</ul>\n"),
        ("# kop", "<p># kop</p>\n"),
        ("kop\n===", "<p>kop<br>\n===</p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
        (
            "![x](https://evil.example/pixel.png)",
            '<p>!<a href="https://evil.example/pixel.png" rel="{rel}">x</a></p>\n',
        ),
        ("<b onclick='x()'>vet</b>", "<p>&lt;b onclick='x()'&gt;vet&lt;/b&gt;</p>\n"),
    ],
)
def test_markdown_gives_form_to_text_and_nothing_else(text: str, html: str):
    assert markdown(text) == html.replace("{rel}", "nofollow ugc noopener noreferrer")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "vbscript:x"])
def test_a_link_that_would_run_something_leads_nowhere(address: str):
    assert "href" not in markdown(f"[x]({address}) <{address}>")


PARTS = st.sampled_from(
    ["<", ">", '"', "'", "script", "img", " onerror=", "[", "](", ")", "javascript:", "`", "\n", "&lt;", "a"]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_no_mixture_of_signs_becomes_an_element_that_can_do_something(text: str):
    html = markdown(text)
    for dangerous in ("<script", "<img", "<iframe", '="javascript:'):
        assert dangerous not in html
