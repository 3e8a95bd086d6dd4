"""The processes in which documents are read and judged: the parts put together, and the children that hold them."""
