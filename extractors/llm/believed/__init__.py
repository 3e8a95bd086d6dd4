"""What is believed of an answer: only what the document bears out."""
