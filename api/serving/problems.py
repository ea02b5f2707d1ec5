"""Problems: every "no" as RFC 9457 problem details, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg import OperationalError as DatabaseAway
from psycopg.errors import ReadOnlySqlTransaction
from starlette.exceptions import HTTPException

from api.serving.doors.headers import OVER_TLS, SECURITY_HEADERS
from api.serving.doors.security_log import note_problem
from api.serving.recorder import Overloaded
from api.serving.wording import of_validation
from domain.ledger.fact import UnknownFact
from domain.ledger.log import Unreachable
from domain.ledger.recording import Busy
from domain.ledger.refusal import Refusal
from domain.people.entering.attempts import TooManyAttempts
from projections.ledger.reader import Lagging, LeftBehind

STATUS: Final[Mapping[str, int]] = {
    "not_permitted": 403,
    "not_the_asker": 403,
    "not_the_caller": 403,
    "not_the_helper": 403,
    "not_for_you": 403,
    "idempotency_key_reused": 422,
    "wrong_activity_code": 422,
}
"""Refusals that are neither 404 (`unknown_…`) nor 409 (all others)."""

TITLES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("请求有误", "Bad request"),
    401: ("请先登录", "Not signed in"),
    403: ("没有权限", "Not permitted"),
    404: ("没有找到", "Not found"),
    405: ("不支持的操作", "Method not allowed"),
    409: ("不能办理", "Refused"),
    413: ("内容太大", "Too large"),
    422: ("填写有误", "Malformed"),
    429: ("次数过多", "Too many attempts"),
    500: ("系统出错", "Internal error"),
    503: ("暂时繁忙", "Busy"),
}

DETAILS: Final[Mapping[str, tuple[str, str]]] = {
    "not_signed_in": ("请先登录再操作。", "Sign in first."),
    "wrong_credentials": ("用户名或密码不对。", "The username or the password is wrong."),
    "not_permitted": ("您的角色不能办理这项业务。", "Your role does not allow this."),
    "outside_your_node": (
        "这不属于您负责的网格，请社区服务台办理。",
        "This is not of the grid that you look after: ask the community's own desk.",
    ),
    "password_change_required": (
        "请先设一个只有自己知道的密码，再办理别的。",
        "Choose a password of your own first.",
    ),
    "wrong_password": ("原来的密码不对，请再试一次。", "The password before is wrong."),
    "not_let_in_yet": (
        "服务台还没有为您办理，或已经过了时间。",
        "The desk has not let you in yet, or it is too late.",
    ),
    "second_factor_required": (
        "还要输入手机上的 6 位动态验证码；还没有设置的，请先在“密码和登录”里设置两步验证。",
        "A one-time code is needed too: give it as `otp`, or set up a second factor first.",
    ),
    "wrong_one_time_code": (
        "验证码不对，或者已经用过；请等手机上出现新的再输一次。",
        "The code is wrong or used up: wait for the next one on your phone.",
    ),
    "reauthentication_required": (
        "为了安全，办理这项业务前请重新登录一次。",
        "Your password was given too long ago for this: sign in anew.",
    ),
    "forged": (
        "这个表单已经过期，请返回刷新后再提交。",
        "This form has expired: go back, reload the page and send it again.",
    ),
    "not_found": ("没有这个地址。", "There is nothing at this address."),
    "method_not_allowed": ("这个地址不支持这种操作。", "This address does not take that method."),
    "too_large": ("内容太大，请分几次提交。", "This is too large; send it in parts."),
    "malformed": ("有的内容没有填对，请看 errors。", "Some fields are malformed; see errors."),
    "too_many": ("尝试次数过多，请稍后再试。", "Too many attempts; try again later."),
    "lagging": ("数据还在更新，请稍后再试。", "The data is being updated; try again."),
    "outdated": (
        "账本里已有更新版本的记录，本程序须升级后才能继续登记和查询，在此之前不再登记任何内容。",
        "A newer version has recorded facts that this one does not know. Until it is upgraded it "
        "records nothing and answers nothing that may be out of date.",
    ),
    "busy": (
        "系统繁忙，没有记录；请用同一个编号再提交一次。",
        "Busy: nothing is known to be recorded. Repeat it with the same Idempotency-Key.",
    ),
    "internal_error": (
        "系统出错，已经记下；请用同一个编号再提交一次。",
        "Something went wrong and was noted; repeat it with the same Idempotency-Key.",
    ),
}


_TEXT: Final = {"type": "string"}
_FINDING: Final = {
    "type": "object",
    "required": ["pointer", "message"],
    "properties": {"pointer": _TEXT | {"description": "A JSON pointer."}, "message": _TEXT},
}
_PROBLEM: Final = {
    "application/problem+json": {
        "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail", "code"],
            "properties": {
                **dict.fromkeys(("type", "title", "detail", "code"), _TEXT),
                "status": {"type": "integer"},
                "errors": {"type": "array", "items": _FINDING},
            },
        }
    }
}
_RETRY_AFTER: Final = {"description": "Seconds to wait.", "schema": _TEXT}
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    503: {
        "description": "Busy, or still being updated: to be asked again, under the same key.",
        "headers": {"Retry-After": _RETRY_AFTER},
        "content": _PROBLEM,
    },
    "default": {"description": "A problem (RFC 9457).", "content": _PROBLEM},
}
"""How the description of the interface shows every answer that is a problem."""


class Problem(Exception):
    """An answer that is no refusal of the model: not signed in, not permitted, not found."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


def _internal_error(request: Request, _: Exception) -> JSONResponse:
    """An answer that is given outside of what gives all others their headers."""
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store"}
    if request.url.scheme == "https":
        headers["Strict-Transport-Security"] = OVER_TLS
    return _plain(request, 500, "internal_error", headers)


def _later(code: str, seconds: int, status: int = 503) -> Problem:
    return Problem(status, code, {"Retry-After": str(seconds)})


LATER: Final[Mapping[type[Exception], Problem]] = {
    TooManyAttempts: _later("too_many", 900, status=429),
    **dict.fromkeys((UnknownFact, LeftBehind), _later("outdated", 60)),
    Lagging: _later("lagging", 1),
    **dict.fromkeys(
        (Busy, Overloaded, Unreachable, DatabaseAway, ReadOnlySqlTransaction), _later("busy", 1)
    ),
}
"""What cannot be answered now: each kind says when to ask again."""


def later(error: Exception) -> Problem:
    """What to answer to an error of one of the kinds in `LATER`."""
    if isinstance(error, TooManyAttempts):
        return _later("too_many", error.wait_seconds, status=429)
    return next(problem for kind, problem in LATER.items() if isinstance(error, kind))


def language_of(request: Request) -> str:
    """`en` where English is preferred to Chinese, else `zh`."""
    best, best_quality = "zh", 0.0
    for part in request.headers.get("accept-language", "").split(","):
        name, _, parameter = part.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            quality = 0.0
        if primary in {"zh", "en"} and quality > best_quality:
            best, best_quality = primary, quality
    return best


def answer(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The problem document."""
    english = language_of(request) == "en"
    document: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": TITLES.get(status, TITLES[400])[english],
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors is not None:
        document["errors"] = errors
    return JSONResponse(
        document,
        status,
        headers={"Content-Language": "en" if english else "zh", **(headers or {})},
        media_type="application/problem+json",
    )


def status_of(refusal: Refusal) -> int:
    """404 for what is unknown, 409 for other refusals, unless the table says otherwise."""
    return STATUS.get(refusal.code, 404 if refusal.code.startswith("unknown_") else 409)


def refused(request: Request, refusal: Refusal) -> JSONResponse:
    """A refusal of the model as a problem."""
    code, status = refusal.code, status_of(refusal)
    note_problem(request, code)
    language = language_of(request)
    sentence = refusal.sentence(language)
    errors = (
        [{"pointer": f"/{refusal.field}", "message": sentence}]
        if refusal.field is not None
        else None
    )
    return answer(request, status, code, sentence, errors=errors)


def _plain(
    request: Request, status: int, code: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    detail = DETAILS[code][language_of(request) == "en"]
    return answer(request, status, code, detail, headers=headers)


def _told(request: Request, problem: Problem) -> JSONResponse:
    note_problem(request, problem.code)
    return _plain(request, problem.status, problem.code, problem.headers)


def _of_http(request: Request, error: HTTPException) -> JSONResponse:
    codes = {401: "not_signed_in", 403: "not_permitted", 404: "not_found"}
    codes |= {405: "method_not_allowed", 413: "too_large", 429: "too_many"}
    status = error.status_code
    if status == 400:  # the framework could not read the body at all
        unreadable = {"type": "unreadable", "loc": ("body",), "msg": ""}
        return _malformed(request, RequestValidationError([unreadable]))
    return _plain(request, status, codes.get(status, "malformed"), error.headers)


def _malformed(request: Request, error: RequestValidationError) -> JSONResponse:
    language = language_of(request)
    errors = [of_validation(item, language) for item in error.errors()]
    return answer(request, 422, "malformed", DETAILS["malformed"][language == "en"], errors=errors)


def install(application: FastAPI) -> None:
    """Answer every exception that a request can end in with a problem."""
    handlers: dict[Any, Any] = {
        Refusal: refused,
        Problem: _told,
        HTTPException: _of_http,
        RequestValidationError: _malformed,
        Exception: _internal_error,
    }
    handlers |= dict.fromkeys(LATER, lambda request, it: _told(request, later(it)))
    for kind, handler in handlers.items():
        application.add_exception_handler(kind, _asynchronous(handler))


def _asynchronous(handler: Callable[[Request, Any], JSONResponse]) -> Any:
    """Starlette sends plain functions to a thread: not needed for a dictionary look-up."""

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return handler(request, error)

    return handle
