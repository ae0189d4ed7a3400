"""What reads disks and networks for the rooms below, behind their ports."""

__all__: list[str] = []
