"""The commands of the operator. bot.cli is the door."""
