"""Comment moderation and complaint tracking; the floors are described in docs/architecture.md."""
