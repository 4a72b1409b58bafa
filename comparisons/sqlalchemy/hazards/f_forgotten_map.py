"""Where one call forgets the schema_translate_map, the row lands in the default schema."""

from database import countries, two_tenants
from models import Country
from sqlalchemy import insert

with two_tenants() as engine:
    # excerpt
    options = {"schema_translate_map": {None: "tenant_a"}}
    with engine.begin() as connection:
        connection.execute(insert(Country).values(name="India"), execution_options=options)
        connection.execute(insert(Country).values(name="Nepal"))
    # end
    print("tenant_a:", countries(engine, "tenant_a"))
    print("public:  ", countries(engine, "public"))
