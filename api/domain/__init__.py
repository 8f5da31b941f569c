"""The pure rules: no HTTP, no database, no clock."""
