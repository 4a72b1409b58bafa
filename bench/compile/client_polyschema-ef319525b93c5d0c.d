client_polyschema-ef319525b93c5d0c.d: clients/polyschema/generated.rs

libclient_polyschema-ef319525b93c5d0c.rmeta: clients/polyschema/generated.rs

clients/polyschema/generated.rs:
