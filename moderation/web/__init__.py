"""Floor 5: what is shared by the rooms that answer HTTP."""
