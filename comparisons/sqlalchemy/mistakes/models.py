"""Typed SQLAlchemy 2 models of two schemas that share their columns. `mypy --strict` accepts this file."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class CountryColumns:
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    population: Mapped[int | None]


class AsiaCountry(CountryColumns, Base):
    __tablename__ = "countries"
    __table_args__ = {"schema": "asia"}
    signature_dish: Mapped[str | None]


class EuropeCountry(CountryColumns, Base):
    __tablename__ = "countries"
    __table_args__ = {"schema": "europe"}
    eu_member: Mapped[bool]


class AsiaCapital(Base):
    __tablename__ = "capitals"
    __table_args__ = {"schema": "asia"}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(ForeignKey("asia.countries.name"))


class EuropeCapital(Base):
    __tablename__ = "capitals"
    __table_args__ = {"schema": "europe"}
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(ForeignKey("europe.countries.name"))
