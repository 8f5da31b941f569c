"""The history of the database, in numbered steps."""
