"""Ideas to beat the engine with, each as the engine with one thing otherwise; what lost stays here."""
