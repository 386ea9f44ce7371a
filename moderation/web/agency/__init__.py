"""The agencies' room: what one agency was asked, and nothing else."""
