"""a missing required column"""

from models import AsiaCountry
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    session.add(AsiaCountry(population=29_000_000))  # mistake
    session.flush()
    return None
