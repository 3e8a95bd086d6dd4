"""Reading in confinement: one child process per document, with nothing to reach and little to use up."""
