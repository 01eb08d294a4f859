"""The rooms the bot is in: what happened there, invitations, upgrades."""
