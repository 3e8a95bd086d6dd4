"""JSON for programs: the REST interface of the running system."""
