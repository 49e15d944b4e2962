"""Queries about calls of the language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Account, ModelCall

ANSWER = "answer"
"""The outcome of a call that gave a draft; of the others it is the code of what went wrong."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the calls of a span come to. `microrub` is without the `unpriced` ones."""

    calls: int = 0
    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    microrub: int = 0
    unpriced: int = 0  # calls of models whose price is not known
    unpriced_input_tokens: int = 0
    unpriced_output_tokens: int = 0

    @property
    def known_microrub(self) -> int | None:
        """What all of it cost; None where nothing was asked or a price is missing."""
        return self.microrub if self.calls and not self.unpriced else None


async def add(session: AsyncSession, call: ModelCall) -> None:
    session.add(call)
    await session.flush()


async def totals(
    session: AsyncSession, seller_id: int, *, since: datetime, until: datetime
) -> Totals:
    """The calls for all of a seller's accounts in [since, until), those of unlinked ones too."""
    unpriced = ModelCall.cost_microrub.is_(None)
    found = await session.execute(
        select(
            func.count(),
            _sum(case((ModelCall.outcome == ANSWER, 1), else_=0)),
            _sum(ModelCall.input_tokens),
            _sum(ModelCall.output_tokens),
            _sum(ModelCall.cost_microrub),
            func.count() - func.count(ModelCall.cost_microrub),
            _sum(case((unpriced, ModelCall.input_tokens), else_=0)),
            _sum(case((unpriced, ModelCall.output_tokens), else_=0)),
        )
        .select_from(ModelCall)
        .where(*_between(seller_id, since, until))
    )
    return Totals(*map(int, found.one()))


async def models_between(
    session: AsyncSession, seller_id: int, *, since: datetime, until: datetime
) -> Sequence[str]:
    """The names of the models that were asked for a seller in [since, until)."""
    rows = await session.scalars(
        select(ModelCall.model)
        .where(*_between(seller_id, since, until))
        .distinct()
        .order_by(ModelCall.model)
    )
    return rows.all()


def _between(seller_id: int, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    own = select(Account.id).where(Account.seller_id == seller_id)
    return ModelCall.account_id.in_(own), ModelCall.at >= since, ModelCall.at < until


def _sum(column: SQLColumnExpression[Any]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)
