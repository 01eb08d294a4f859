"""Reminders that nobody can lose."""
