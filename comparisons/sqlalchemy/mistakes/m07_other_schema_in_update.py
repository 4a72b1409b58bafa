"""another schema's column in an UPDATE"""

from models import AsiaCountry, EuropeCountry
from sqlalchemy import select, update
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    session.execute(update(AsiaCountry).values({EuropeCountry.population: 0}))  # mistake
    return {"populations of Asia": session.scalars(select(AsiaCountry.population)).all()}
