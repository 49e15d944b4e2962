"""The schema's steps lead to the models, and back."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from db import accounts, drafts, facts, migrations
from db.engine import Database
from db.models import Base, ModelCall

OLD_TIME = "2026-11-24 12:00:00.000000"
OLD_SELLER = """
    INSERT INTO sellers (id, name, language, zone, report_minute, reports_on, created_at)
    VALUES (7, 'Олег', 'ru', 'Europe/Moscow', 1200, 1, :at)
"""
OLD_ACCOUNT = """
    INSERT INTO accounts (id, seller_id, avito_user_id, name, alias, client_id, secret, token,
                          state, state_since, mode, takeover_minutes, linked_at)
    VALUES (5, 7, 11, 'Мебель', '', 'id', '', '', 'working', :at, 'ask', 120, :at)
"""
OLD_CHAT = """
    INSERT INTO chats (id, account_id, avito_chat_id, buyer_name, answerable, seen_message_id)
    VALUES (3, 5, 'u2i-3', 'Анна', 1, '')
"""
OLD_DRAFT = """
    INSERT INTO drafts (id, account_id, chat_id, status, proposed, text, answers, kind, reason,
                        findings, problem, attempts, created_at, avito_message_id)
    VALUES (9, 5, 3, 'pending', 'Да', 'Да, есть', '[1, 2]', 'other', 'guard', '["amount:5"]', '',
            0, :at, '')
"""
OLD_CALL = """
    INSERT INTO model_calls (id, account_id, chat_id, at, model, outcome, input_tokens,
                             output_tokens, cached_tokens, took_seconds)
    VALUES (4, 5, 3, :at, 'gemini-3.5-flash-lite', 'answer', 1200, 90, 0, 1.5)
"""
OLD_ROWS = (OLD_SELLER, OLD_ACCOUNT, OLD_CHAT, OLD_DRAFT, OLD_CALL)


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/bot.db"


async def test_steps_up_give_what_the_models_say(tmp_path: Path) -> None:
    await migrations.upgrade(_url(tmp_path))
    engine = create_async_engine(_url(tmp_path))

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_second_upgrade_does_nothing(tmp_path: Path) -> None:
    assert await migrations.upgrade(_url(tmp_path)) == ""
    assert await migrations.upgrade(_url(tmp_path)) == migrations.HEAD


async def test_steps_down_leave_nothing_behind(tmp_path: Path) -> None:
    await migrations.upgrade(_url(tmp_path))
    engine = create_async_engine(_url(tmp_path))

    def downgrade(connection: Connection) -> list[str]:
        command.downgrade(migrations.alembic_config(connection), "base")
        return inspect(connection).get_table_names()

    async with engine.connect() as connection:
        assert await connection.run_sync(downgrade) in ([], ["alembic_version"])
    await engine.dispose()


def test_the_newest_step_is_the_one_the_program_expects() -> None:
    assert migrations.__file__ is not None
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [migrations.HEAD]


async def _lived_with(folder: Path, revision: str, *changes: str) -> Database:
    """A database that was used with this schema and is brought to the newest one."""
    engine = create_async_engine(_url(folder))

    def live(connection: Connection) -> None:
        command.upgrade(migrations.alembic_config(connection), "0001")
        for statement in OLD_ROWS:
            connection.execute(text(statement), {"at": OLD_TIME})
        command.upgrade(migrations.alembic_config(connection), revision)
        for statement in changes:
            connection.execute(text(statement), {"at": OLD_TIME})
        connection.commit()

    async with engine.connect() as connection:
        await connection.run_sync(live)
    await engine.dispose()
    assert await migrations.upgrade(_url(folder)) == revision
    return Database(_url(folder))


async def test_the_second_step_keeps_what_the_first_schema_held(tmp_path: Path) -> None:
    database = await _lived_with(tmp_path, "0001")
    async with database.read() as session:
        account = await accounts.find(session, 5, seller_id=7)
        draft = await drafts.find(session, 9, seller_id=7)
        call = await session.get(ModelCall, 4)
    await database.close()
    assert account is not None
    assert (account.name, account.languages, account.most_in_a_row) == ("Мебель", ["ru"], 5)
    assert (account.tone, account.ask_kinds, account.templates_alone) == ({}, [], False)
    assert draft is not None
    assert (draft.text, draft.answers, draft.findings) == ("Да, есть", [1, 2], ["amount:5"])
    assert (draft.used, draft.missing, draft.asked_in) == ([], [], None)
    assert (draft.interested, draft.lead, draft.lead_why) == (False, False, "")
    assert (draft.suspicious, draft.template) == (False, "")
    assert (draft.own_text, draft.own_findings, draft.keeps_own_text) == ("", [], False)
    assert call is not None
    assert (call.input_tokens, call.output_tokens, call.took_seconds) == (1200, 90, 1.5)
    assert (call.cost_microrub, call.characters) == (None, 0)


async def test_the_third_step_keeps_what_the_second_schema_held(tmp_path: Path) -> None:
    """What an old draft rests on nobody has kept: it stands on nothing that could be compared."""
    fact = """
        INSERT INTO facts (id, account_id, scope, title_words, text, source, noted_at,
                           renewal_offered)
        VALUES (8, 5, 'all', '', 'Торга нет', 'typed', :at, 0)
    """
    used = "UPDATE drafts SET used = '[8]', own_text = 'Звоните', typed_in = 6"
    cost = "UPDATE model_calls SET cost_microrub = 30600, characters = 2000"
    database = await _lived_with(tmp_path, "0002", fact, used, cost)
    async with database.read() as session:
        draft = await drafts.find(session, 9, seller_id=7)
        told = await facts.find(session, 8, seller_id=7)
        call = await session.get(ModelCall, 4)
    await database.close()
    assert draft is not None
    assert (draft.used, draft.rests_on) == ([8], [])
    assert (draft.own_text, draft.typed_in, draft.keeps_own_text) == ("Звоните", 6, True)
    assert told is not None
    assert told.text == "Торга нет"
    assert call is not None
    assert (call.cost_microrub, call.characters) == (30600, 2000)


async def test_rows_are_found_by_what_refers_to_them(tmp_path: Path) -> None:
    """Without an index each of these would be a look at every row, with the writer waiting."""
    await migrations.upgrade(_url(tmp_path))
    database = Database(_url(tmp_path))
    found = {}
    async with database.read() as session:
        connection = await session.connection()
        for table, column in (
            *(("chats", "listing_id"), ("facts", "listing_id"), ("templates", "listing_id")),
            *(("messages", "draft_id"), ("messages", "wait_id"), ("waits", "draft_id")),
        ):
            question = f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} = 1"  # noqa: S608
            plan = await connection.exec_driver_sql(question)
            found[table, column] = "USING COVERING INDEX" in str(plan.all())
    await database.close()
    assert all(found.values()), found
