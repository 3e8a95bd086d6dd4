"""The nouns that every room speaks of, on the standard library alone."""
