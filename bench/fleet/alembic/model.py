"""The tables of src/model.rs, as a revision of Alembic has them, and the names of the schemas."""

SCHEMAS = [f"tenant_{number:04}" for number in range(1000)]

# Table, columns beside `id`, what it references.
TABLES = [
    ("countries", ["name varchar(100)"], None),
    ("cities", ["name varchar(100)"], ("country_id", "countries")),
    ("customers", ["name varchar(100)", "email varchar(200)"], ("city_id", "cities")),
    ("orders", ["amount bigint", "note text null"], ("customer_id", "customers")),
    ("items", ["name varchar(100)", "pieces integer"], ("order_id", "orders")),
]
