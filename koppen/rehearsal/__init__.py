"""A dry run of a dialogue: a house of its own, people who are simulated, and a clock that we set."""
