"""Which text of a document a model is shown: the passages that matter to a field."""
