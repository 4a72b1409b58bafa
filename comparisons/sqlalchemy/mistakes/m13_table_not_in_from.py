"""a filter on a table that the query does not read"""

from models import AsiaCapital, AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name).where(AsiaCapital.name == "Tokyo")  # mistake
    return session.scalars(query.order_by(AsiaCountry.id)).all()
