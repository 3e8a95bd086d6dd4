"""What is kept: documents, jobs, results, decisions in Postgres, and the bytes themselves as blobs."""
