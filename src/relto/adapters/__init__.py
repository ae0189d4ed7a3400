"""What touches disks, devices and networks, each behind a port of a room below."""

__all__: list[str] = []
