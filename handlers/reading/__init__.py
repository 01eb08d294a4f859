"""What a line is for, and to whom it goes: rules and words as data, both languages side by side."""
