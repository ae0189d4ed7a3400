"""Where sealed content is kept: files in a folder, or any S3 store, behind one port."""

from relto.adapters.objects.files import FileObjects
from relto.adapters.objects.s3 import S3Objects

__all__ = ["FileObjects", "S3Objects"]
