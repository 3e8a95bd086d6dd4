"""Asking a language model, and believing only what the document bears out."""
