"""The tables of src/model.rs, as SQLAlchemy has them: what both create is compared."""

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Integer, MetaData, String, Table, Text

SCHEMAS = [f"tenant_{number:03}" for number in range(200)]

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}


def metadata_of(schemas: list[str | None]) -> MetaData:
    """The tables once for each schema; `None` is the schema that the search path names."""
    metadata = MetaData(naming_convention=NAMES)
    for schema in schemas:
        for number in range(10):
            referenced = f"t{max(number - 1, 0)}.id"
            Table(
                f"t{number}",
                metadata,
                Column("id", Integer, primary_key=True, autoincrement=False),
                Column("parent_id", Integer, ForeignKey(f"{schema}.{referenced}" if schema else referenced)),
                Column("code", String(20), nullable=False, unique=True),
                Column("name", String(100), nullable=False, index=True),
                Column("amount", BigInteger, nullable=False),
                Column("ratio", Double, nullable=False),
                Column("active", Boolean, nullable=False),
                Column("note", Text),
                schema=schema,
            )
    return metadata
