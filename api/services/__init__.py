"""Load, ask the domain, write. Plain functions that never commit."""
