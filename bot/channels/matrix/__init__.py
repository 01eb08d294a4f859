"""Matrix, end-to-end encrypted. Only this package imports nio."""
