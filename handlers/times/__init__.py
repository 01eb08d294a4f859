"""Wall clock, repeating, working hours, shown times: pure functions."""
