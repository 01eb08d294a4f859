"""Working hours, repeats, shown times."""
