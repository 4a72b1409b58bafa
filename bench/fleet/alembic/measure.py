"""Does one thing with Alembic, and says in how many nanoseconds: `measure.py REVISION`. Imports are not measured."""

import sys
import time
from importlib.metadata import version
from pathlib import Path

import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401
from alembic import command
from alembic.config import Config

if sys.argv[1] == "versions":
    names = ("alembic", "SQLAlchemy", "psycopg")
    print(*(f"{name} {version(name)}," for name in names), f"Python {sys.version.split()[0]}")
else:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    started = time.perf_counter_ns()
    command.upgrade(config, sys.argv[1])
    print(time.perf_counter_ns() - started)
