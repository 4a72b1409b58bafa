"""One session, a schema_translate_map for each statement: tenant 2 is handed the row of tenant 1."""

from database import two_tenants
from models import Country
from sqlalchemy import select
from sqlalchemy.orm import Session

with two_tenants() as engine:
    # excerpt
    with Session(engine) as session:
        for tenant in ("tenant_a", "tenant_b"):
            options = {"schema_translate_map": {None: tenant}}
            row = session.scalars(select(Country).where(Country.id == 1), execution_options=options).one()
            print(f"{tenant} asks for country 1 and gets: {row.name}")
    # end
print("in the database: tenant_a has Japan, tenant_b has France")
