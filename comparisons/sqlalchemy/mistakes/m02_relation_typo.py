"""a typo in a relation"""

from models import Base
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship


class River(Base):
    __tablename__ = "rivers"
    id: Mapped[int] = mapped_column(primary_key=True)
    bridges: Mapped[list["Bridge"]] = relationship(back_populates="rivr")  # mistake


class Bridge(Base):
    __tablename__ = "bridges"
    id: Mapped[int] = mapped_column(primary_key=True)
    river_id: Mapped[int] = mapped_column(ForeignKey("rivers.id"))
    river: Mapped[River] = relationship(back_populates="bridges")


def run(session: Session) -> object:
    return River(bridges=[])
