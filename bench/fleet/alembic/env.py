"""Alembic's environment, after its cookbook, "Rudimental Schema-Level Multi Tenancy for PostgreSQL Databases".

One command migrates all schemas, one after the other; each has its own table `alembic_version`. With the schemas come
those that are not there yet.
"""

import os

from alembic import context
from model import SCHEMAS
from sqlalchemy import create_engine, pool, text

with create_engine(os.environ["BENCH_URL"], poolclass=pool.NullPool).connect() as connection:
    for schema in SCHEMAS:
        if os.environ.get("BENCH_CREATE"):
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))
        connection.execute(text(f'SET search_path TO "{schema}"'))
        connection.commit()
        connection.dialect.default_schema_name = schema
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
