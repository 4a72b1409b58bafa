"""a wrong tenant"""

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Capital(Base):
    """One model for every schema, as schema_translate_map wants it."""

    __tablename__ = "capitals"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def first_of_asia(asia: Session) -> str | None:
    return asia.scalar(select(func.min(Capital.name)))


def run(session: Session) -> object:
    europe = session.connection().execution_options(schema_translate_map={None: "europe"})
    return {"first capital of Asia": first_of_asia(Session(europe))}  # mistake
