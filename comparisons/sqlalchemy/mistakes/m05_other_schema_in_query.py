"""another schema's column in a query"""

from models import AsiaCountry, EuropeCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).where(EuropeCountry.eu_member)  # mistake
    return session.scalars(query).all()
