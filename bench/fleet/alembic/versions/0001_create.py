"""Create the tables."""

import sqlalchemy as sa
from alembic import op
from model import TABLES

revision = "0001"
down_revision = None

TYPES = {"varchar(100)": sa.String(100), "varchar(200)": sa.String(200), "bigint": sa.BigInteger(), "text": sa.Text()}


def upgrade():
    for table, columns, references in TABLES:
        parts = [sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)]
        for column in columns:
            name, kind, *null = column.split()
            parts.append(sa.Column(name, TYPES.get(kind, sa.Integer()), nullable=bool(null)))
        if references:
            name, referenced = references
            key = sa.ForeignKey(f"{referenced}.id", deferrable=True, initially="DEFERRED")
            parts.append(sa.Column(name, sa.BigInteger(), key, nullable=False, index=True))
        op.create_table(table, *parts)
