"""Bytes in, one `Document` out."""
