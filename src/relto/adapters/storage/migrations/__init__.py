"""How the tables came to be what they are: one revision a topic, each from the one before."""
