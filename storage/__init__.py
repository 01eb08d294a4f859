"""What is remembered: tables, transactions, encryption, migrations."""
