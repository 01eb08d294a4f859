"""What is kept how long, and what is left of it."""
