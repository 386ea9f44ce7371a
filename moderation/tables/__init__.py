"""Chapters of the tables; `models.py` shows them all to everybody else."""
