"""What members write, as HTML: markdown without HTML, headings or pictures, and cleaned once more for certainty."""

from __future__ import annotations

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr"}
READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["heading", "lheading", "image", "html_block", "html_inline"]
)


def init_app(app: Flask) -> None:
    """Make the filter known to all templates."""
    app.jinja_env.filters["markdown"] = markdown


def markdown(text: str) -> Markup:
    """Turn a member's text into HTML in which nothing can run, load or pass itself off as part of the house."""
    return Markup(  # noqa: S704 - cleaned by nh3
        nh3.clean(
            READER.render(text),
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener noreferrer",
        )
    )
