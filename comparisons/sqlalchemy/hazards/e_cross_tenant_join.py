"""A join of one tenant's table with another tenant's runs like any other."""

from database import two_tenants
from models import Capital, Country
from sqlalchemy import MetaData, Table, select

with two_tenants() as engine:
    assert isinstance(Country.__table__, Table) and isinstance(Capital.__table__, Table)
    # excerpt
    country = Country.__table__.to_metadata(MetaData(), schema="tenant_a")
    capital = Capital.__table__.to_metadata(MetaData(), schema="tenant_b")
    query = select(country.c.name, capital.c.name).join(capital, country.c.id == capital.c.id)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    # end
    print("no error; country of tenant_a, capital of tenant_b:", rows)
