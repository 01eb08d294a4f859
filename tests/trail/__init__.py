"""Who has seen what, and who reads of it."""
