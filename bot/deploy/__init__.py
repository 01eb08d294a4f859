"""What a machine needs to keep the bot running: the unit of systemd, and the image."""
