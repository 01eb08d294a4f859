"""Case rooms: rooms of several officers. Nothing that is said there is read."""
