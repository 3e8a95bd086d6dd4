"""Finding values: rules and models."""
