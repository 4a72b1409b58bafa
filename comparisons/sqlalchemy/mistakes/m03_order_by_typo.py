"""a typo in an ORDER BY"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).order_by(AsiaCountry.nmae)  # mistake
    return session.scalars(query).all()
