"""At start: what the tables say is left to do is put into the queue, as if it had just come."""

from db import accounts, chats, drafts, notifications
from db.engine import Database
from db.models import DraftStatus
from scheduler.polling import Polling
from scheduler.ports import Wake, Work


async def refill(db: Database, *, polling: Polling, wake: Wake) -> None:
    """Wake all unfinished work. What was being sent when the program ended is unclear now."""
    async with db.begin() as session:
        await drafts.orphan_sending(session)
        unclear = await drafts.ids_in(session, DraftStatus.UNCONFIRMED)
        approved = await drafts.ids_in(session, DraftStatus.APPROVED)
        due = await chats.due(session)
        untold = await notifications.sellers_to_tell(session)
        linked = await accounts.linked_ids(session)
    polling.add_all(list(linked))
    for draft_id in unclear:
        wake(Work.SETTLE, draft_id)
    for draft_id in approved:
        wake(Work.SEND, draft_id)
    for chat_id, at in due:
        wake(Work.CHAT, chat_id, at=at)
    for seller_id in untold:
        wake(Work.TELL, seller_id)
