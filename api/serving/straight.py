"""Straight routes: a body and a caller go to the endpoint without the framework's detours."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from api.serving.access import KEY_LENGTH_MAX, bearer


class StraightRoute(APIRoute):
    """For an endpoint that takes a body and an `allowed` caller, and answers with a model.

    The framework takes longer to find out what such an endpoint needs than the till takes to
    record a sale. A request in which anything is amiss goes the framework's way, which says what.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The straight way where it fits the endpoint."""
        by_framework = super().get_route_handler()
        needs = self.dependant
        if needs.path_params or len(needs.body_params) != 1 or len(needs.dependencies) != 1:
            return by_framework
        body, caller = needs.body_params[0], needs.dependencies[0]
        model, caller_of, endpoint = body.field_info.annotation, caller.call, self.endpoint
        assert isinstance(model, type) and issubclass(model, BaseModel)
        assert caller_of and caller.name

        async def straight(request: Request) -> Response:
            key = request.headers.get("idempotency-key", "")
            kind = request.headers.get("content-type")
            if kind != "application/json" or not 0 < len(key) <= KEY_LENGTH_MAX:
                return await by_framework(request)
            try:
                asked = model.model_validate_json(await request.body())
            except ValidationError:
                return await by_framework(request)
            response = Response(status_code=self.status_code or 200, media_type=kind)
            found = await caller_of(request, response, await bearer(request), key)
            answer: BaseModel = await endpoint(**{body.name: asked, str(caller.name): found})
            response.body = answer.model_dump_json().encode()
            response.headers["content-length"] = str(len(response.body))
            return response

        return straight
