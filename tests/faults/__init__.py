"""Faults for real: processes killed, disks full, servers stopped, folders set back; afterwards nothing is lost and nothing is twice."""
