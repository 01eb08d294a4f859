"""Hit or no hit, without telling what is known."""
