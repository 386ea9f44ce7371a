"""The desks behind the login."""
