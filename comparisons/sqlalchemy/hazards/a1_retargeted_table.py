"""A table is pointed at a second schema: INSERT still goes to the first one, SELECT reads the second."""

from database import countries, two_tenants
from models import Country
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

with two_tenants() as engine:
    table = Country.__table__
    assert isinstance(table, Table)
    # excerpt
    for schema, name in (("tenant_a", "India"), ("tenant_b", "Norway")):
        table.schema = schema
        with Session(engine) as session:
            session.add(Country(name=name))
            session.commit()
    with Session(engine) as session:
        found = list(session.scalars(select(Country.name).order_by(Country.id)))
    # end
    print("table.schema is now:  ", table.schema)
    print("SELECT through it:    ", found)
    print("really in tenant_a:   ", countries(engine, "tenant_a"))
    print("really in tenant_b:   ", countries(engine, "tenant_b"))
