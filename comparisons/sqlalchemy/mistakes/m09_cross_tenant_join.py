"""a join across two schemas"""

from models import AsiaCountry, EuropeCapital
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    query = select(AsiaCountry.name, EuropeCapital.name).order_by(AsiaCountry.id)
    return session.execute(query.join(EuropeCapital, AsiaCountry.id == EuropeCapital.id)).all()  # mistake
