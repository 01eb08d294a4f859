"""The network itself: agencies kept, invited to, brought in from a file."""
