"""The outside world, one small module each."""
