"""What the tables say is left to do is queued: at start, and when an account is back."""

from datetime import datetime

from db import chats, drafts, notifications
from db.engine import Database
from db.models import DraftStatus
from scheduler import outdated
from scheduler.ports import Wake, Work

WORK_LEFT = {DraftStatus.APPROVED: Work.SEND, DraftStatus.UNCONFIRMED: Work.SETTLE}


async def start(db: Database, wake: Wake, now: datetime) -> None:
    """Wake all unfinished work. What was being sent when the program ended is unclear now."""
    async with db.begin() as session:
        await drafts.orphan_sending(session)
        untold = await notifications.sellers_to_tell(session)
        told = await outdated.find(session, now)
    await resume(db, wake)
    for draft_id in told:
        wake(Work.ANEW, draft_id)
    for seller_id in untold:
        wake(Work.TELL, seller_id)


async def resume(db: Database, wake: Wake, *, account_id: int | None = None) -> None:
    """Wake what waits at Avito, in one account or in all."""
    async with db.read() as session:
        left = await drafts.unfinished(session, account_id=account_id)
        due = await chats.due(session, account_id=account_id)
    # Only now: a start that a locked database makes us take once more would orphan what is sent.
    for draft_id, status in left:
        wake(WORK_LEFT[status], draft_id)
    for chat_id, at in due:
        wake(Work.CHAT, chat_id, at=at)
