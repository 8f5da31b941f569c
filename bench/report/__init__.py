"""How long the close of a dialogue takes, and where that time goes."""
