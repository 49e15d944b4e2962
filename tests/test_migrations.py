"""The schema's steps lead to the models, and back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from db import accounts, drafts, facts, migrations
from db.engine import Database
from db.models import Base, Message, ModelCall, Notification

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
    engine = migrations.make_engine(_url(folder))

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


OLD_CARD = """
    INSERT INTO notifications (id, seller_id, kind, account_id, draft_id, facts, anew, revision,
                               shown_revision, created_at)
    VALUES (2, 7, 'card', 5, 9, '{}', 0, 1, 0, :at)
"""
OLD_LINE = """
    INSERT INTO messages (id, account_id, chat_id, avito_message_id, author, type, text, sent_at,
                          seen_at, verdict, draft_id)
    VALUES (1, 5, 3, 'm-1', 'buyer', 'text', 'Актуально?', :at, :at, 'needs_answer', 9)
"""


@pytest.fixture
def strict() -> Iterator[None]:
    """A SQLite that looks at references unless it is told not to."""

    def look(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    event.listen(Engine, "connect", look)
    yield
    event.remove(Engine, "connect", look)


def _schema(connection: Connection) -> set[str]:
    """Every column, reference and index of the two tables, line by line."""
    rows = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name IN ('accounts', 'drafts') AND sql != ''"
    )
    return {line.strip(", \t") for (sql,) in rows for line in sql.splitlines()}


@pytest.mark.usefixtures("strict")
async def test_the_fourth_step_keeps_what_the_third_schema_held(tmp_path: Path) -> None:
    database = await _lived_with(tmp_path, "0003", OLD_CARD, OLD_LINE)
    async with database.read() as session:
        draft = await drafts.find(session, 9, seller_id=7)
        card = await session.get(Notification, 2)
        line = await session.get(Message, 1)
        call = await session.get(ModelCall, 4)
    await database.close()
    assert draft is not None
    assert (draft.text, draft.answers, draft.findings) == ("Да, есть", [1, 2], ["amount:5"])
    assert card is not None
    assert card.draft_id == 9
    assert line is not None
    assert line.draft_id == 9
    assert call is not None


@pytest.mark.usefixtures("strict")
async def test_the_fourth_step_changes_nothing_but_the_ids_and_back(tmp_path: Path) -> None:
    database = await _lived_with(tmp_path, "0003", OLD_CARD, OLD_LINE)
    await database.close()
    engine = migrations.make_engine(_url(tmp_path))

    def down_and_up(connection: Connection) -> tuple[set[str], ...]:
        new = _schema(connection)
        command.downgrade(migrations.alembic_config(connection), "0003")
        connection.commit()
        old = _schema(connection)
        command.upgrade(migrations.alembic_config(connection), "0004")
        connection.commit()
        return new, old, _schema(connection)

    async with engine.connect() as connection:
        new, old, again = await connection.run_sync(down_and_up)
        kept = await connection.execute(text("SELECT draft_id FROM notifications"))
        assert kept.all() == [(9,)]
    await engine.dispose()
    assert new - old == {"id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"}
    assert old - new == {"id INTEGER NOT NULL", "PRIMARY KEY (id)"}
    assert again == new


async def test_no_id_that_stands_on_a_button_comes_again(tmp_path: Path) -> None:
    """All tables of the models: a step that writes one anew loses it without a word."""
    database = await _lived_with(tmp_path, "0003", "DELETE FROM model_calls")
    never = {
        table.name
        for table in Base.metadata.tables.values()
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    async with database.begin() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")
        keeping = {row.name for row in rows if "AUTOINCREMENT" in (row.sql or "")}
        await connection.exec_driver_sql("DELETE FROM drafts")
        again = text(OLD_DRAFT.replace("(id, ", "(").replace("(9, ", "("))
        await connection.execute(again, {"at": OLD_TIME})
        given = await connection.scalar(text("SELECT id FROM drafts"))
    await database.close()
    assert never == {"accounts", "drafts", "facts", "templates"}
    assert keeping == never
    assert given is not None
    assert given > 9 + 100  # what was deleted before, nobody knows


async def test_a_new_database_counts_from_one(tmp_path: Path) -> None:
    await migrations.upgrade(_url(tmp_path))
    engine = create_async_engine(_url(tmp_path))
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT name FROM sqlite_sequence")
        assert rows.all() == []
    await engine.dispose()


async def test_a_step_that_is_cut_off_leaves_nothing_behind(tmp_path: Path) -> None:
    in_the_way = "CREATE TABLE _alembic_tmp_drafts (id INTEGER)"
    with pytest.raises(OperationalError, match="_alembic_tmp_drafts already exists"):
        await _lived_with(tmp_path, "0003", in_the_way)
    engine = create_async_engine(_url(tmp_path))
    async with engine.begin() as connection:
        names = await connection.run_sync(lambda one: inspect(one).get_table_names())
        assert "_alembic_tmp_accounts" not in names
        await connection.exec_driver_sql("DROP TABLE _alembic_tmp_drafts")
    await engine.dispose()
    assert await migrations.upgrade(_url(tmp_path)) == "0003"
