"""a typo in a foreign key"""

from models import AsiaCountry, Base
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column


class City(Base):
    __tablename__ = "cities"
    __table_args__ = {"schema": "asia"}
    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(ForeignKey("asia.countrys.name"))  # mistake


def run(session: Session) -> object:
    session.add(City(country=AsiaCountry.__tablename__))
    session.flush()
    return None
