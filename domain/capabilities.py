"""The list of the model's modules: importing it makes every fact, state and refusal known."""

from domain import (
    activity,
    donation,
    goods_return,
    hours,
    items,
    membership,
    pairing,
    redemption,
    rules,
    sale,
    service,
    service_import,
    stock_count,
    transfer,
    workbook,
)

__all__ = [
    "activity",
    "donation",
    "goods_return",
    "hours",
    "items",
    "membership",
    "pairing",
    "redemption",
    "rules",
    "sale",
    "service",
    "service_import",
    "stock_count",
    "transfer",
    "workbook",
]
