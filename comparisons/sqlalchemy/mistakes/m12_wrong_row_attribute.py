"""a wrong attribute of a row"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    row = session.execute(select(AsiaCountry.name, AsiaCountry.population).order_by(AsiaCountry.id)).first()
    assert row is not None
    return row.populaton  # mistake
