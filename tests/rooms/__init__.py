"""Case rooms: who may be in one, what is said there, how it ends."""
