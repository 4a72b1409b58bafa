"""A committed SET search_path stays on the pooled connection, for whoever gets it next."""

from database import two_tenants
from models import Country
from sqlalchemy import select, text

with two_tenants(pool_size=1) as engine:
    # excerpt
    with engine.connect() as request_1:
        request_1.execute(text("SET search_path TO tenant_a"))
        request_1.commit()
    with engine.connect() as request_2:  # knows nothing of request 1
        path = request_2.scalar(text("SHOW search_path"))
        name = request_2.scalar(select(Country.name))
    # end
    print("search_path of request 2:", path)
    print("request 2 reads:         ", name)
