"""Alembic's entry: runs the steps on the connection it was handed."""

from typing import Literal

from alembic import context

from db.models import Base
from db.types import UTCDateTime


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column type into a step as what it is in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
