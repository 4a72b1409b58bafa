"""`metadata.schema` is set after the first table: its key stays bare, and a foreign key finds nothing."""

from sqlalchemy import Column, ForeignKey, MetaData, String, Table
from sqlalchemy.exc import NoReferencedTableError
from sqlalchemy.schema import CreateTable

# excerpt
metadata = MetaData()
country = Table("countries", metadata, Column("name", String, primary_key=True))
metadata.schema = "tenant_a"
capital = Table("capitals", metadata, Column("country", ForeignKey("countries.name")))
# end
print("metadata.schema:      ", metadata.schema)
print("metadata.tables:      ", sorted(metadata.tables))
print("countries is created: ", str(CreateTable(country)).split("(")[0].strip())
try:
    print("foreign key:          ", [key.column for key in capital.foreign_keys])
except NoReferencedTableError as error:
    print("foreign key:          ", error)

country.schema = "tenant_a"
print("after table.schema = 'tenant_a'")
print("countries is created: ", str(CreateTable(country)).split("(")[0].strip())
print("metadata.tables:      ", sorted(metadata.tables))
