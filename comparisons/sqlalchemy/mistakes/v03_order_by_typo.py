"""m03 with the column's name as a string"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).order_by("nmae")  # mistake
    return session.scalars(query).all()
