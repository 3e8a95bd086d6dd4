"""Asking through a provider's batch: for half the price, within hours."""
