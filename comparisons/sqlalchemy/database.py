"""A fresh PostgreSQL database for each program, dropped at its end."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text


@contextmanager
def fresh_database(**options: Any) -> Iterator[Engine]:
    """Yields an engine; the options go to create_engine."""
    url = make_url(os.environ["POLYSCHEMA_TEST_POSTGRES_URL"]).set(drivername="postgresql+psycopg")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"polyschema_comparison_{secrets.token_hex(4)}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(url.set(database=name), **options)
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@contextmanager
def two_tenants(**options: Any) -> Iterator[Engine]:
    """One country and its capital each in tenant_a (Japan), tenant_b (France) and public (Nowhere)."""
    rows = {"tenant_a": ("Japan", "Tokyo"), "tenant_b": ("France", "Paris"), "public": ("Nowhere", "Nothing")}
    with fresh_database(**options) as engine:
        with engine.begin() as connection:
            for schema, (country, capital) in rows.items():
                for statement in (
                    f"CREATE SCHEMA IF NOT EXISTS {schema}",
                    f"CREATE TABLE {schema}.countries (id serial PRIMARY KEY, name text UNIQUE NOT NULL)",
                    f"CREATE TABLE {schema}.capitals (id serial PRIMARY KEY, name text NOT NULL, country text NOT NULL)",
                    f"INSERT INTO {schema}.countries (name) VALUES ('{country}')",
                    f"INSERT INTO {schema}.capitals (name, country) VALUES ('{capital}', '{country}')",
                ):
                    connection.execute(text(statement))
        engine.dispose()
        yield engine


def countries(engine: Engine, schema: str) -> list[str]:
    """What a schema really holds, asked with plain SQL."""
    with engine.connect() as connection:
        return list(connection.scalars(text(f"SELECT name FROM {schema}.countries ORDER BY id")))
