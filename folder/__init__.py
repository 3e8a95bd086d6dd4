"""The watched folder: files become documents, and their results come back as files."""
