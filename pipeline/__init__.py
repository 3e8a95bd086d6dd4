"""The story of one document, pure: candidates in, a judged extraction out."""
