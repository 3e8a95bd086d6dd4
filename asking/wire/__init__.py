"""The line to a model: clients, and when they may be used."""
