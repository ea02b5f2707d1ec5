"""The contender of plain UPDATEs: a redemption in one transaction on tables of current amounts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import uuid4

import psycopg
from fastapi import FastAPI, Header, HTTPException, Request
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from api.shop.redemption import NewRedemption, Sale, SoldLine
from benchmarks.community import ITEMS, MEMBERS, PIECES, POINTS, SERVICE_MINUTES
from domain.ledger.queries import load_queries

POOL_SIZE: Final = 16
"""8, 16 and 32 were tried: 16 was the fastest on two cores."""

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


def create_tables(url: str) -> None:
    """The same members, points, items and pieces as the time bank has."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(_queries["create"])
        rows = [(it, POINTS, SERVICE_MINUTES) for it in MEMBERS]
        cursor.executemany(_queries["add_member"], rows)
        for item in ITEMS:
            row = (item.item_id, item.points, item.limit_per_member_month)
            cursor.execute(_queries["add_item"], row)
            cursor.execute(_queries["add_lot"], (item.item_id, PIECES, None))


def count_redemptions(url: str) -> int:
    """How many were recorded."""
    with psycopg.connect(url) as connection:
        row = connection.execute(_queries["count"]).fetchone()
        return int(row[0]) if row else 0


def create_application(url: str) -> FastAPI:
    """What one would write without a log."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        pool = AsyncConnectionPool(url, min_size=POOL_SIZE, max_size=POOL_SIZE, open=False)
        async with pool:
            await pool.wait()
            application.state.pool = pool
            yield

    application = FastAPI(lifespan=lifespan)

    @application.post("/api/redemptions", status_code=201)
    async def redeem(
        body: NewRedemption, request: Request, idempotency_key: Annotated[str, Header()]
    ) -> Sale:
        content = sha256(await request.body()).hexdigest()
        async with application.state.pool.connection() as connection:
            return await _redeem(connection, body, idempotency_key, content)

    return application


async def _redeem(
    connection: AsyncConnection[Any], body: NewRedemption, key: str, content: str
) -> Sale:
    """All in one transaction, which the pool commits; the busiest row, the lot's, comes last."""
    redemption_id = uuid4().hex
    asked = {"key": key, "content": content, "redemption_id": redemption_id}
    if not await _row(connection, "take_key", asked):
        return await _answered_before(connection, key, content)
    priced = [await _line(connection, it.item_id, it.quantity) for it in body.lines]
    points = sum(line.points for line, _ in priced)
    paid = await _row(connection, "pay", {"member_id": body.member_id, "points": points})
    if not paid:
        raise HTTPException(409, "not enough points")
    sale = {
        "redemption_id": redemption_id,
        "member_id": body.member_id,
        "points": points,
        "balance_after": paid[0],
    }
    await connection.execute(_queries["add_redemption"], sale)
    for line, limit in priced:
        await _hand_out(connection, sale, line, limit)
    return Sale(
        redemption_id=redemption_id,
        points=points,
        balance_after=paid[0],
        lines=[line for line, _ in priced],
        position=0,
    )


async def _line(
    connection: AsyncConnection[Any], item_id: str, quantity: int
) -> tuple[SoldLine, int]:
    """A line with its price, and the item's monthly limit."""
    item = await _row(connection, "item", {"item_id": item_id})
    if not item:
        raise HTTPException(404, "no such item")
    return SoldLine(item_id=item_id, quantity=quantity, points=item[0] * quantity), item[1]


async def _hand_out(
    connection: AsyncConnection[Any], sale: dict[str, Any], line: SoldLine, limit: int
) -> None:
    values = sale | line.model_dump()
    allowance = await _row(connection, "use_allowance", values)
    if not allowance or allowance[0] > limit:
        raise HTTPException(409, "over the monthly limit")
    lot = await _row(connection, "take_from_lot", values)
    if not lot:
        raise HTTPException(409, "out of stock")
    await connection.execute(_queries["add_line"], values | {"lot_id": lot[0]})


async def _answered_before(connection: AsyncConnection[Any], key: str, content: str) -> Sale:
    before = await _row(connection, "redemption_of_key", {"key": key})
    if not before or before[0] != content:
        raise HTTPException(422, "the key was used for something else")
    _, redemption_id, points, balance_after = before
    rows = await connection.execute(_queries["lines"], {"redemption_id": redemption_id})
    lines = [
        SoldLine(item_id=item_id, quantity=quantity, points=points)
        for item_id, quantity, points in await rows.fetchall()
    ]
    return Sale(
        redemption_id=redemption_id.hex,
        points=points,
        balance_after=balance_after,
        lines=lines,
        position=0,
    )


async def _row(
    connection: AsyncConnection[Any], query: str, parameters: dict[str, Any]
) -> tuple[Any, ...] | None:
    cursor = await connection.execute(_queries[query], parameters)
    row: tuple[Any, ...] | None = await cursor.fetchone()
    return row
