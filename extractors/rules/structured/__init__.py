"""Values from what is written for programs: data in and beside the document, and the structure of the file itself."""
