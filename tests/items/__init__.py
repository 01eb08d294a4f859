"""What clues, requests and notices share."""
