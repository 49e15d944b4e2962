"""The clock: APScheduler, which knows nothing but the table of jobs."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.jobs import Job

logger = structlog.get_logger()


class Runner:
    def __init__(self, jobs: Iterable[Job]) -> None:
        # A late tick is worth no less than one in time, and several late ones no more than one.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_log_error, EVENT_JOB_ERROR)
        self._ticks: set[asyncio.Task[None]] = set()
        for job in jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                seconds=job.every_seconds,
                id=job.name,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self, *, timeout_seconds: float) -> None:
        """Stop the clock. APScheduler cancels what is under way: a tick is let end before that."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        if self._ticks:
            await asyncio.wait(self._ticks, timeout=timeout_seconds)
        self._scheduler.shutdown(wait=False)

    async def _tick(self, job: Job) -> None:
        task = asyncio.create_task(job.tick())
        self._ticks.add(task)
        task.add_done_callback(self._ticks.discard)
        await task


def _log_error(event: JobExecutionEvent) -> None:
    logger.error("tick failed", job=event.job_id, exc_info=event.exception)
