"""The clock: APScheduler, which knows nothing but the table of jobs."""

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
        for job in jobs:
            self._scheduler.add_job(
                job.tick,
                "interval",
                seconds=job.every_seconds,
                id=job.name,
                next_run_time=datetime.now(UTC),
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Stop the clock; ticks only wake, so none has work in hand."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _log_error(event: JobExecutionEvent) -> None:
    logger.error("tick failed", job=event.job_id, exc_info=event.exception)
