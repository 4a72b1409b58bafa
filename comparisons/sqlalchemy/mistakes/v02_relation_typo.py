"""m02 with the typo in the annotation"""

from models import Base
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship


class River(Base):
    __tablename__ = "rivers"
    id: Mapped[int] = mapped_column(primary_key=True)
    bridges: Mapped[list["Brige"]] = relationship()  # mistake


class Bridge(Base):
    __tablename__ = "bridges"
    id: Mapped[int] = mapped_column(primary_key=True)
    river_id: Mapped[int] = mapped_column(ForeignKey("rivers.id"))


def run(session: Session) -> object:
    return River(bridges=[])
