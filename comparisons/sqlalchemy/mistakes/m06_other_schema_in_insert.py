"""another schema's column in an INSERT"""

from models import AsiaCountry
from sqlalchemy import insert
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    session.execute(insert(AsiaCountry).values(name="Nepal", eu_member=False))  # mistake
    return None
