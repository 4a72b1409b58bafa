"""Runs one mistake on a fresh database and prints in one line what happens: `run_one.py m05_other_schema_in_query`."""

import importlib
import sys
import warnings

from database import fresh_database
from models import AsiaCapital, AsiaCountry, Base, EuropeCapital, EuropeCountry
from sqlalchemy import text
from sqlalchemy.orm import Session

ROWS = [
    AsiaCountry(name="Japan", population=126_529_100),
    AsiaCountry(name="India", population=1_352_617_328),
    EuropeCountry(name="France", population=66_987_244, eu_member=True),
    EuropeCountry(name="Norway", population=5_314_336, eu_member=False),
]
CAPITALS = [
    AsiaCapital(name="Tokyo", country="Japan"),
    AsiaCapital(name="New Delhi", country="India"),
    EuropeCapital(name="Paris", country="France"),
    EuropeCapital(name="Oslo", country="Norway"),
]


def main(name: str) -> str:
    with fresh_database() as engine:
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA asia"))
            connection.execute(text("CREATE SCHEMA europe"))
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            session.add_all(ROWS)
            session.flush()
            session.add_all(CAPITALS)
            session.commit()
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                try:
                    outcome = f"no error: {importlib.import_module(name).run(session)!r}"
                except Exception as error:
                    outcome = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    # SQLAlchemy names the tables of a warning in no fixed order: cut there.
    return outcome + "".join(f" (a warning: {str(w.message).split(' between ')[0]})" for w in warned)


print(main(sys.argv[1]))
