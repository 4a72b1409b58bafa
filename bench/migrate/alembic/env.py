"""Alembic's environment, after its cookbook, "Rudimental Schema-Level Multi Tenancy for PostgreSQL Databases".

Migrates the schema that `-x schema=NAME` or the attribute `schema` names, else all of them, one after the other. Each
has its own table `alembic_version`. As the template of `alembic init`, but without logging.
"""

import os

from alembic import context
from model import SCHEMAS
from sqlalchemy import Connection, create_engine, pool, text


def migrate(connection: Connection) -> None:
    named = context.config.attributes.get("schema") or context.get_x_argument(as_dictionary=True).get("schema")
    for schema in [named] if named else SCHEMAS:
        connection.execute(text(f'SET search_path TO "{schema}"'))
        connection.commit()
        connection.dialect.default_schema_name = schema
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


shared = context.config.attributes.get("connection")
if shared is None:
    with create_engine(os.environ["BENCH_URL"], poolclass=pool.NullPool).connect() as own:
        migrate(own)
else:
    migrate(shared)
