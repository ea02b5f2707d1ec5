"""The picture of an item: a photograph that the desk uploads, and everybody sees."""

from typing import Annotated, Final

from fastapi import Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from api.pages.desk.forms import explain
from api.pages.desk.shop.item import item_page
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.access import community_of, public
from api.serving.fields import Body, Id
from api.serving.problems import Problem
from api.shop import item_picture as interface
from api.shop.item_picture import PICTURE, SEE_PICTURES
from api.shop.photograph import MEDIA_TYPE, NotAPhotograph
from domain.ledger.refusal import Refusal
from domain.shop.item_picture import Photographs

router = page_router()

Picturing = Annotated[Visitor, Depends(visiting(PICTURE))]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]

FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
"""What is named by its digest never changes."""


class Pictured(Body):
    """Which item; `away` when its photograph is to be taken away."""

    item: Id
    away: str = ""


@router.post("/desk/pictures")
async def picture(visitor: Picturing) -> Response:
    """Let a photograph stand for an item, or none."""
    told = visitor.read(Pictured)
    try:
        if told.away:
            await interface.take_photograph_away(visitor, told.item)
            return go_on(f"/desk/items/{told.item}", done="unpictured")
        file = visitor.form.get("photograph")
        if not isinstance(file, UploadFile) or not file.size:
            raise NotAPhotograph
        await interface.show_photograph(visitor, told.item, await file.read())
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        visitor.form = type(visitor.form)()
        return await item_page(visitor, told.item, problem=problem, status=status)
    return go_on(f"/desk/items/{told.item}", done="pictured")


@router.get("/pictures/{digest}", dependencies=[Depends(public(SEE_PICTURES))])
async def photograph(request: Request, digest: Digest) -> Response:
    """A photograph by its digest; whoever has it once need not ask again."""
    found = await Photographs(community_of(request).reader).of(digest)
    if found is None:
        raise Problem(404, "not_found")
    return Response(found, media_type=MEDIA_TYPE, headers={"Cache-Control": FOR_A_YEAR})
