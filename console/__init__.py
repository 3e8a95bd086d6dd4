"""HTML for people: documents come in, doubts are settled."""
