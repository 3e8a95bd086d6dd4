"""Doubting: what speaks for and against a value, how sure that makes us, and where it goes."""
