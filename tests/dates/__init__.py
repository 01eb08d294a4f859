"""Dates as officers type them."""
