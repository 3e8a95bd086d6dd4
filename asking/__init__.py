"""Asking language models: what they are sent, what that may cost, what they answered before. In the parent of the children that read."""
