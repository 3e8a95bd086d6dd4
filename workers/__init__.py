"""What does the work: the parts put together, and the processes that they run in."""
