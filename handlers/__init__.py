"""What people can do: one room per job, and the plain vocabulary they speak."""
