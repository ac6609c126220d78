"""Schema migrations of the data centre's database, applied by `schema.migrate`."""
