"""The front door: what a person types. One command per file."""
