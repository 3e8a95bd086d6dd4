"""The questions that every single value is put to."""
