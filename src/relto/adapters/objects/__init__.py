"""Where sealed content is kept: files in a folder (`files`), or any S3 store (`s3`), behind one port."""
