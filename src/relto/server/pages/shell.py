"""One page out of a template, a model and the labels of everything in it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
from attrs import frozen
from litestar import Response
from markupsafe import Markup, escape

from relto import markings
from relto.labels import Label
from relto.primitives import Malformed, PartyId
from relto.server.pages.anchors import anchor
from relto.server.pages.assets import address, level_class
from relto.server.pages.banners import Stripe, banner
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.instants import written
from relto.server.pages.languages import Language, catalogue
from relto.server.pages.refusals import refusals_of
from relto.server.pages.saying import said_in
from relto.server.pages.visiting import Visitor

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(language: Language) -> jinja2.Environment:
    """The templates in a language."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(asset=address, mark=mark, mark_style=mark_style, anchor=anchor, plain=plain, say=partial(say, language))
    return made


def mark(label: Label | None) -> str:
    """A label as a portion mark; nothing for none."""
    if label is None:
        return ""
    try:
        return markings.render(label, kind="portion")
    except Malformed:
        return f"({label.level})"


def mark_style(label: Label | None) -> str:
    """The class with a label's colours, where its system has any."""
    return "" if label is None else level_class(label.scheme.id, label.level) or ""


def plain(values: Iterable[str], nothing: str = "") -> list[tuple[str, str]]:
    """Choices whose names are their values; the empty one is called so."""
    return [(one, one or nothing) for one in values]


def say(language: Language, text: str) -> Markup:
    """A sentence of a decision in the page's language; what a clause says in its own, marked so."""
    if language == "en":
        return escape(text)
    piece = Markup('<span lang="{}">{}</span>')
    return Markup("").join(
        escape(one.text) if one.language == language else piece.format(one.language or "zxx", one.text) for one in said_in(language, text)
    )


@frozen
class House:
    """What every page says of the node.

    Args:
        party: whose node it is.
        name: the party's name.
        public: the banner over what has no label: the party's own public level, or nothing where its scheme has none.
        exercise: whether it is a demonstration or an exercise, which every page then says.
        broken_off: whether an exercise was begun in it that could not be made.
        guided: whether a page says what there is to do in it.
    """

    party: PartyId
    name: str
    public: tuple[Stripe, ...] = ()
    exercise: bool = False
    broken_off: bool = False
    guided: bool = False


def public_banner(system: str | None) -> tuple[Stripe, ...]:
    """The banner of a page that shows nothing protected, in a party's own system."""
    if system is None or system not in markings.system_ids():
        return ()
    scheme = markings.system(system).scheme
    level = next((one for one in scheme.levels if one in scheme.public), None)
    return () if level is None else banner([Label(scheme, level)])


@frozen
class Shell:
    """Makes pages.

    Args:
        house: what every page says of the node.
    """

    house: House

    def page(
        self,
        request: Asked,
        visitor: Visitor,
        template: str,
        *,
        labels: Iterable[Label] = (),
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **model: Any,
    ) -> Response[str]:
        """A page, or a part of one that htmx asked for.

        Args:
            request: the request.
            visitor: who sees it.
            template: its template.
            labels: the labels of everything that the page shows.
            status: of the answer.
            headers: of the answer, besides those that every page has.
            model: what the template shows.
        """
        text = self.text(request, visitor, template, labels=labels, **model)
        return guarded(Response(text, media_type="text/html", status_code=status, headers=dict(headers or {})))

    def text(self, request: Asked, visitor: Visitor, template: str, *, labels: Iterable[Label] = (), **model: Any) -> str:
        """The text of a page."""
        notation, refusals = visitor.look.notation, refusals_of(request)

        def when(one: date | datetime | None) -> str:
            return written(one, notation)

        return (
            environment(visitor.look.language)
            .get_template(template)
            .render(
                house=self.house,
                visitor=visitor,
                here=request.url.path,
                swapped=request.headers.get("hx-request") == "true",
                stripes=banner(labels) or self.house.public,
                when=when,
                today=visitor.at.date(),
                refused=refusals.refused,
                typed=refusals.typed,
                marked=refusals.marked,
                **model,
            )
        )
