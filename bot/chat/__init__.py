"""The console: a chat at a terminal, and transcripts."""
