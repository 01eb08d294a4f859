"""The house itself: its files, its tools and the servers its tests stand on."""
