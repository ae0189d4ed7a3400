"""The text of one portion: parsed, checked and written again canonically.

Markdown: emphasis, strong emphasis, code and links are kept; reference-style links are resolved, so that nothing but the
portion itself is needed to show them; everything else is text. What CommonMark would treat as raw HTML, and pictures,
are refused. Canonical text parses to itself.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from attrs import define, field, frozen
from markdown_it import MarkdownIt
from markdown_it.token import Token

from relto.documents._blocks import MAX_BLOCK_CHARS, MAX_BLOCK_MARKUP
from relto.documents._characters import one_line
from relto.primitives import Malformed, Place

_MARKUP = re.compile(r"[\[\]*_`<!&\\]")
_ESCAPED = re.compile(r"(?P<note>\[\^[A-Za-z0-9_-]{1,40}\])|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|[\\`*_\[\]<]|&(?=[#A-Za-z])")
_EDGES = re.compile(r"\A[ \t]*|[ \t]*\Z")


@frozen
class Inline:
    """Text of a portion.

    Args:
        content: canonical text as the format writes it, on one line.
        text: what a reader sees, with link targets behind it.
        refused: what stands in it that no portion may hold (``raw HTML``, ``a picture``).
        labels: the link definitions it uses.
    """

    content: str
    text: str
    refused: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def inline_parser() -> MarkdownIt:
    """A parser for inline text only."""
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 60, "store_labels": True})


def plain_inline(raw: str) -> Inline:
    """The text of a portion of plain text."""
    text = one_line(raw)
    return Inline(text, text)


def check_size(raw: str, place: Place) -> None:
    """Refuses a block that is longer, or holds more markup, than any portion may.

    Raises:
        Malformed: it does.
    """
    if len(raw) > MAX_BLOCK_CHARS:
        raise Malformed("a portion is too long", place=place, expected=f"{MAX_BLOCK_CHARS} characters at most")
    if len(raw) > MAX_BLOCK_MARKUP and len(_MARKUP.findall(raw)) > MAX_BLOCK_MARKUP:
        raise Malformed("a portion holds too much markup", place=place, expected=f"{MAX_BLOCK_MARKUP} such characters at most")


def markdown_inline(raw: str, parser: MarkdownIt, env: dict[str, Any]) -> Inline:
    """The text of a portion of Markdown.

    Args:
        raw: its text as written.
        parser: from :func:`inline_parser`.
        env: the environment that the block parser filled with link definitions.
    """
    writer = _Writer()
    for token in _inline_tokens(raw, parser, env):
        writer.take(token)
    rich, seen = writer.finish()
    text = one_line(seen + "".join(f" {target}" for target in writer.targets))
    if writer.marked_up and _shown(rich, parser) != _shown_tokens(writer.taken):
        rich = escape(text)
    return Inline(rich, text, tuple(writer.refused), tuple(writer.labels))


def escape(text: str) -> str:
    """Text as Markdown that shows exactly this text."""
    return _ESCAPED.sub(lambda m: m[0] if m["note"] else ("_" if m[0] == "_" and _inside(m) else f"\\{m[0]}"), text)


def _inside(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _inline_tokens(raw: str, parser: MarkdownIt, env: dict[str, Any]) -> list[Token]:
    tokens: list[Token] = []
    parser.inline.parse(_EDGES.sub("", raw), parser, env, tokens)
    return tokens


def _shown(content: str, parser: MarkdownIt) -> list[tuple[str, str]]:
    return _shown_tokens(_inline_tokens(content, parser, {}))


def _shown_tokens(tokens: Iterable[Token]) -> list[tuple[str, str]]:
    """What tokens amount to: runs of text and markup, with breaks as spaces."""
    shown: list[tuple[str, str]] = []
    for token in tokens:
        if token.type in {"text", "text_special", "softbreak", "hardbreak"} or _is_break(token):
            text = token.content if token.type.startswith("text") else "\n"
            if shown and shown[-1][0] == "text":
                shown[-1] = ("text", shown[-1][1] + text)
            else:
                shown.append(("text", text))
        else:
            shown.append((token.type, f"{token.content}{token.attrs.get('href', '')}{token.attrs.get('title', '')}"))
    flat = [(kind, _squeeze(text) if kind in {"text", "code_inline"} else text) for kind, text in shown]
    return [one for one in flat if one != ("text", "")]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def _is_break(token: Token) -> bool:
    return token.type == "html_inline" and re.fullmatch(r"<br[ \t]*/?>", token.content, re.IGNORECASE) is not None


@define
class _Writer:
    rich: list[str] = field(factory=list)
    seen: list[str] = field(factory=list)
    plain: list[str] = field(factory=list)
    targets: list[str] = field(factory=list)
    refused: list[str] = field(factory=list)
    labels: list[str] = field(factory=list)
    closing: list[str] = field(factory=list)
    taken: list[Token] = field(factory=list)
    marked_up: bool = False

    def take(self, token: Token) -> None:
        """Takes one inline token."""
        self.taken.append(token)
        if token.type in {"text", "text_special"}:
            self.plain.append(token.content)
        elif token.type in {"softbreak", "hardbreak"} or _is_break(token):
            self.plain.append("\n")
        else:
            self._flush()
            self.marked_up = True
            self._markup(token)

    def _flush(self) -> None:
        text = unicodedata.normalize("NFC", "".join(self.plain))
        self.plain.clear()
        self.seen.append(text)
        self.rich.append(escape(text))

    def _markup(self, token: Token) -> None:
        if token.type in {"em_open", "em_close", "strong_open", "strong_close"}:
            self.rich.append("*" if token.tag == "em" else "**")
        elif token.type == "code_inline":
            self.seen.append(token.content)
            self.rich.append(_code(one_line(token.content)))
        elif token.type == "link_open":
            self._link(token)
        elif token.type == "link_close":
            self.rich.append(self.closing.pop())
        else:
            self.refused.append("a picture" if token.type == "image" else "raw HTML")
            self.plain.append(token.content)

    def _link(self, token: Token) -> None:
        href, title = str(token.attrs.get("href", "")), one_line(str(token.attrs.get("title", "")))
        self.labels.extend(str(v) for k, v in token.meta.items() if k == "label")
        self.targets.extend(one for one in (href, title) if one)
        shown = re.sub(r"([\\<>&])", r"\\\1", href)
        behind = ' "' + re.sub(r'([\\"&<])', r"\\\1", title) + '"' if title else ""
        self.rich.append("[")
        self.closing.append(f"](<{shown}>{behind})")

    def finish(self) -> tuple[str, str]:
        """The canonical text and what a reader sees."""
        self._flush()
        return one_line("".join(self.rich)), one_line("".join(self.seen))


def _code(content: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{pad}{content}{pad}{fence}"
