"""The application: routes, problems, documentation, and the community they serve."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from api.ledger import audit
from api.office import community
from api.pages import site
from api.people import membership, session
from api.rules import rules
from api.service import activity, pairing, service, transfer
from api.serving import health, problems
from api.serving import meanings as problem
from api.serving.access import Sessions
from api.serving.body import Bounded
from api.serving.composition import Community
from api.shop import donation, items, redemption

ROUTERS = (
    redemption.router,  # the till asks most, and they are tried in this order
    session.router,
    membership.router,
    activity.router,
    service.router,
    items.router,
    donation.router,
    transfer.router,
    pairing.router,
    rules.router,
    community.router,
    audit.router,
    problem.router,
    health.router,
)


def create_application(
    opening: Callable[[], AbstractAsyncContextManager[Community]],
) -> FastAPI:
    """The ASGI application; `opening` opens the community for as long as it is served."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with opening() as served:
            application.state.community = served
            application.state.sessions = Sessions()
            yield

    application = FastAPI(
        title="Chengyin 橙银",
        summary="Time bank and charity supermarket for communities.",
        version="0.1.0",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=problems.RESPONSES,
    )
    problems.install(application)
    for router in ROUTERS:
        application.include_router(router)
    _serve_documentation(application)
    site.install(application)
    application.add_middleware(Bounded)
    application.add_middleware(health.Measured)
    return application


def _serve_documentation(application: FastAPI) -> None:
    """Swagger UI from an installed package: nothing is fetched from outside."""
    assets = files("fastapi_offline").joinpath("static")
    application.mount("/docs/assets", StaticFiles(directory=str(assets)), name="docs-assets")

    @application.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/api/openapi.json",
            title="Chengyin 橙银",
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
        )
