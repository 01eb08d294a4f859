"""A whole year of the network, driven in about a minute."""
