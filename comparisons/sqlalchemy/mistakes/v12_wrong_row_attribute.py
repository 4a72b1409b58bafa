"""m12 with the whole entity selected"""

from models import AsiaCountry
from sqlalchemy import select
from sqlalchemy.orm import Session


def run(session: Session) -> object:
    row = session.scalars(select(AsiaCountry).order_by(AsiaCountry.id)).first()
    assert row is not None
    return row.populaton  # mistake
