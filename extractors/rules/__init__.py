"""Rules: what finds values without a model."""
