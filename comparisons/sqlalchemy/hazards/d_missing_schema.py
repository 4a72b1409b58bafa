"""A schema that does not exist is skipped: the next one on the search_path answers."""

from database import two_tenants
from models import Country
from sqlalchemy import insert, select, text

with two_tenants() as engine:
    # excerpt
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path TO tenant_aa, public"))  # typo: tenant_a was meant
        connection.execute(insert(Country).values(name="India"))
        names = list(connection.scalars(select(Country.name).order_by(Country.id)))
    # end
    print("no error; rows of schema public:", names)
