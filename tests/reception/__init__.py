"""What comes in: who is it, may they, what is it."""
