"""Periods: what is asked for as a year, a quarter, a month or all."""

from typing import Annotated

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError

from projections.service.rankings import Period, read_period


def period_of(
    period: Annotated[str, Query(description="all, 2026, 2026-Q3 or 2026-10.")] = "all",
) -> Period:
    """The period that is asked for. Raises RequestValidationError."""
    try:
        return read_period(period)
    except ValueError:
        error = {"type": "string_pattern_mismatch", "loc": ("query", "period"), "msg": ""}
        raise RequestValidationError([error]) from None


InPeriod = Annotated[Period, Depends(period_of)]
