"""Who covers what, and who is meant by a name."""
