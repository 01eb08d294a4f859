"""Dates, times and lengths of time as officers type them; `handlers.when` is the door."""
