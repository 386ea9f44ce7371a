"""Writes. Services flush; views, jobs and commands commit, once."""
