"""The command ``koppen``: install, serve, work, fill, simulate, replay."""
