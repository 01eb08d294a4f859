"""What is asked of the homeserver, and what it answers."""
