"""What the numbers mean, and the one way to ask for them."""
