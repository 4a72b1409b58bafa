"""rows ordered by another table's column"""

from models import AsiaCapital, AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).order_by(AsiaCapital.name, AsiaCountry.id)  # mistake
    return session.scalars(query).all()
