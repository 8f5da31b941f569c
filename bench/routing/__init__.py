"""The benchmark of routing: the same hours replayed with every router, against the votes that nobody saw."""
