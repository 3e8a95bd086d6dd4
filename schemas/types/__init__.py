"""The types of values: one file each, `registry.py` lists them."""
