"""What looks like personal data in a text, in English and in Chinese: recognisers, as data."""
