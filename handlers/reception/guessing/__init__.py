"""What is offered where nothing is sure: the likeliest of all that a line may be for, its slots filled."""
