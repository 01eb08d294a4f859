"""Deadlines and code lists."""
