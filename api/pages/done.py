"""What was done: after a form was sent, the page it leads to says so in one sentence."""

from collections.abc import Mapping

from api.pages.language import translator
from api.pages.visitor import Visitor


def said(visitor: Visitor, sentences: Mapping[str, str]) -> str | None:
    """The sentence that the address asks for with `done`, if it is one of the page's own."""
    sentence = sentences.get(visitor.request.query_params.get("done", ""))
    return translator(visitor.language)(sentence) if sentence else None
