"""a wrong result type"""

from collections.abc import Sequence

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).order_by(AsiaCountry.id)
    populations: Sequence[int] = session.scalars(query).all()  # mistake
    return populations
