"""Takes orders, one a line, and answers each with the nanoseconds that it took and the queries that were sent.

`connect URL` and `versions` answer as they are read below. Nothing but what an order names is measured: modules are
imported, the metadata is built, and the connection is open.
"""

import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from model import SCHEMAS, metadata_of
from sqlalchemy import Connection, Engine, create_engine, event, pool, text
from sqlalchemy.schema import CreateSchema, DropSchema

ALL = metadata_of(SCHEMAS)
ONE = metadata_of([None])

queries = 0


@event.listens_for(Engine, "before_cursor_execute")
def count(*_: object) -> None:
    global queries
    queries += 1


def create(connection: Connection) -> None:
    for schema in SCHEMAS:
        connection.execute(CreateSchema(schema))
    ALL.create_all(connection)
    connection.commit()


def drop(connection: Connection) -> None:
    ALL.drop_all(connection)
    for schema in SCHEMAS:
        connection.execute(DropSchema(schema))
    connection.commit()


def stamp(_: Connection, history: str, revision: str) -> None:
    command.stamp(config(history), revision, purge=True)


def upgrade_all(_: Connection, history: str) -> None:
    """One command; env.py loops over the schemas."""
    command.upgrade(config(history), "head")


def upgrade_each(connection: Connection, history: str) -> None:
    """A command for each schema, in one process, on one connection."""
    for schema in SCHEMAS:
        each = config(history)
        each.attributes.update(connection=connection, schema=schema)
        command.upgrade(each, "head")


def compare_all(connection: Connection) -> None:
    """The whole metadata with the whole database."""
    context = MigrationContext.configure(connection, opts={"include_schemas": True})
    none(compare_metadata(context, ALL))


def compare_each(connection: Connection) -> None:
    """One schema after the other, as env.py sees them."""
    for schema in SCHEMAS:
        connection.execute(text(f'SET search_path TO "{schema}"'))
        connection.commit()
        connection.dialect.default_schema_name = schema
        none(compare_metadata(MigrationContext.configure(connection), ONE))


def none(differences: list) -> None:
    if differences:
        sys.exit(f"{len(differences)} differences, the first is {differences[0]}")


def config(history: str) -> Config:
    return Config(Path(__file__).with_name("alembic.ini"), ini_section=history)


def main() -> None:
    global queries
    connection = None
    for line in sys.stdin:
        order, *arguments = line.split()
        if order == "versions":
            answer = [f"{name} {version(name)}," for name in ("alembic", "SQLAlchemy", "psycopg")]
            answer.append(f"Python {sys.version.split()[0]}")
        elif order == "connect":
            if connection is not None:
                connection.close()
            os.environ["BENCH_URL"] = arguments[0].replace("postgres://", "postgresql+psycopg://", 1)
            connection = create_engine(os.environ["BENCH_URL"], poolclass=pool.NullPool).connect()
            connection.execute(text("SELECT 1"))
            connection.commit()
            answer = ["connected"]
        else:
            queries, started = 0, time.perf_counter_ns()
            ORDERS[order](connection, *arguments)
            answer = [time.perf_counter_ns() - started, queries]
        print(*answer, flush=True)


ORDERS = {run.__name__: run for run in (create, drop, stamp, upgrade_all, upgrade_each, compare_all, compare_each)}

main()
