"""Nobody there is said at once."""
