"""What is wanted: the schema language, its types, and the schemas that ship with Assay."""
