"""Handing values out: one result as JSON, and the same as lines, tables and rows."""
