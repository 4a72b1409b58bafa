"""a value that may be None compared as if it were not"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def larger_than(session: Session, limit: int | None) -> object:
    query = select(AsiaCountry.name).where(AsiaCountry.population > limit)  # mistake
    return session.scalars(query).all()


def run(session: Session) -> object:
    return larger_than(session, None)
