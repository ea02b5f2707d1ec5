"""The guide: what people do, a chapter for each kind of them, and a card that fits on one page."""

from typing import Annotated, Any, Final

from fastapi import Depends, Path, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from api.office.founding import identity_of
from api.office.guide import READ_GUIDE
from api.pages.chapters import CARDS, CHAPTERS, chapter, picture_path
from api.pages.frame import preferences_of, show
from api.pages.language import Language
from api.pages.routing import page_router
from api.pages.visitor import anybody
from api.serving.access import community_of, public

router = page_router()

READING: Final = (Depends(public(READ_GUIDE)),)
PICTURE_SECONDS: Final = 3600
PictureName = Annotated[str, Path(pattern=r"^[a-z-]+\.webp$")]


@router.get("/help", dependencies=READING)
async def contents(request: Request) -> Response:
    """The chapters, and the cards."""
    language = preferences_of(request).language
    chapters = [chapter(it, language) for it in CHAPTERS]
    return await _show(request, "guide/contents.html", chapters=chapters)


@router.get("/help/cards/{whose}", dependencies=READING)
async def card(request: Request, whose: str) -> Response:
    """The few steps of one kind of people, large, for one page of paper."""
    if whose not in CARDS:
        raise HTTPException(404)
    language = preferences_of(request).language
    identity = await identity_of(community_of(request))
    return await _show(
        request, "guide/card.html", card=chapter(f"cards/{whose}", language), desk=identity.desk
    )


@router.get("/help/pictures/{language}/{shown}", dependencies=READING)
async def picture(language: Language, shown: PictureName) -> Response:
    """A picture of a page, as it looks in a language."""
    path = picture_path(language, shown)
    if not path.exists():
        raise HTTPException(404)
    headers = {"Cache-Control": f"public, max-age={PICTURE_SECONDS}"}
    return FileResponse(path, media_type="image/webp", headers=headers)


@router.get("/help/{about}", dependencies=READING)
async def read(request: Request, about: str) -> Response:
    """A chapter."""
    if about not in CHAPTERS:
        raise HTTPException(404)
    return await _show(
        request, "guide/chapter.html", chapter=chapter(about, preferences_of(request).language)
    )


async def _show(request: Request, template: str, **values: Any) -> Response:
    zone = community_of(request).zone
    visitor = await anybody(request, READ_GUIDE)
    return show(request, template, zone=zone, visitor=visitor, **values)
