"""How messages travel between nodes: HTTPS (`https`) between keys that an agreement pins (`pinning`, `certificates`, `resolving`)."""
