"""Where a network lives, and an invented one."""
