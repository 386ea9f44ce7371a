"""How runs of periodic jobs are kept: rows of the house beside its settings."""

#: `job.<name>`: no setting has a dot in its name.
PREFIX = "job."
