"""The plain text of a letter, read from the same Markdown as its HTML."""

from collections.abc import Sequence

from markdown_it.token import Token


def text_of(tokens: Sequence[Token]) -> str:
    """Write paragraphs, lists and links the way people type them."""
    blocks: list[str] = []
    lists: list[list[int | None]] = []
    mark = ""
    tight = False
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append([None if token.type == "bullet_list_open" else int(token.attrGet("start") or 1)])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
            tight = False
        elif token.type == "list_item_open":
            mark = _mark(lists[-1])
        elif token.type == "blockquote_open":
            mark = "> "
        elif token.type == "hr":
            blocks.append("---")
        elif token.type == "inline":
            written = mark + _inline(token.children or [])
            if tight and mark:
                blocks[-1] += "\n" + written
            else:
                blocks.append(written)
            tight, mark = bool(lists), ""
    return "\n\n".join(blocks)


def _mark(numbers: list[int | None]) -> str:
    number = numbers[0]
    if number is None:
        return "- "
    numbers[0] = number + 1
    return f"{number}. "


def _inline(tokens: Sequence[Token]) -> str:
    text, address, start = "", "", 0
    for token in tokens:
        if token.type == "link_open":
            address, start = str(token.attrGet("href") or ""), len(text)
        elif token.type == "link_close":
            label = text[start:]
            text = text if label == address else f"{text}: {address}"
        elif token.type in {"softbreak", "hardbreak"}:
            text += "\n"
        else:
            text += token.content
    return text
