"""Real conversations through the real application, with its own router and with the plainest rival."""
