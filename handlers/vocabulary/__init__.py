"""What came in, what is said, in which language."""
