"""What reads disks, networks, databases and other people's engines for the rooms below."""

__all__: list[str] = []
