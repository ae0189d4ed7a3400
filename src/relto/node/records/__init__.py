"""What a node keeps, by topic: the values, and the port to where they are kept."""
