"""Forms, as officers walk them."""
