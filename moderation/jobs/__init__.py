"""Idempotent background work."""
