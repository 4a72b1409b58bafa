"""Writes the revisions that alembic.ini names: each adds a column to t0, the last one the column that is measured."""

from pathlib import Path

TARGET = Path(__file__).parents[2] / "target" / "migrate"

REVISION = '''"""Add {column}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down_revision!r}


def upgrade():
    op.add_column("t0", sa.Column("{column}", sa.Integer()))


def downgrade():
    op.drop_column("t0", "{column}")
'''

for length in (2, 200):
    folder = TARGET / f"history_{length}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, length + 1):
        down_revision = f"{number - 1:04}" if number > 1 else None
        column = "added" if number == length else f"added_{number:04}"
        revision = REVISION.format(revision=f"{number:04}", down_revision=down_revision, column=column)
        (folder / f"{number:04}_add_{column}.py").write_text(revision)
