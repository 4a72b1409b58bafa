"""a value of the wrong type in a comparison"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).where(AsiaCountry.population > "many")  # mistake
    return session.scalars(query).all()
