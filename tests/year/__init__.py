"""A whole year of the network: 5,000 requests by hand, some of them with every run of the tests."""
