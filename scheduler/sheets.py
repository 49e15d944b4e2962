"""The rows of a spreadsheet that somebody sent: XLSX, XLS, ODS."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path

import structlog

from scheduler.fact_rows import NotATableError, Table

logger = structlog.get_logger()

READER = Path(__file__).with_name("sheet_reader.py")
PATIENCE_SECONDS = 20.0

STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How XLSX and ODS, and the old XLS, begin."""


def is_workbook(content: bytes) -> bool:
    return content.startswith(STARTS)


class Sheets:
    """Reads one workbook at a time, in a process that may be killed by what is in it."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def rows(self, content: bytes) -> Table:
        """The rows of the first sheet that are not empty; NotATableError when there is none."""
        async with self._one_at_a_time:
            said = await _read(content)
        if said is None:
            raise NotATableError("not a workbook that can be read")
        rows: Table = json.loads(said)
        return rows


async def _read(content: bytes) -> bytes | None:
    """What the reader says, or None when it failed, was killed or took too long."""
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-P", str(READER), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            said, _ = await reader.communicate(content)
    except TimeoutError:
        said = b""
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
    logger.info("workbook read", size=len(content), code=reader.returncode)
    return said if reader.returncode == 0 else None
