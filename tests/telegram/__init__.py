"""What the Telegram channel promises, against the emulator and without it."""
