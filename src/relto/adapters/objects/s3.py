"""Objects in an S3 store. Put is said to be done when the store has said so for all of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import boto3
from attrs import frozen
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from relto.adapters.objects.addressing import checked, digest_of, is_name, verified
from relto.primitives import Unavailable

_GONE = ("NoSuchKey", "404", "NotFound")
T = TypeVar("T")


@frozen
class S3Place:
    """Where an S3 store is.

    Args:
        endpoint: its address.
        bucket: the bucket, which must be there.
        region: the region that requests are signed for.
        access_key: who asks.
        secret_key: their secret.
        prefix: what stands before the names of objects.
    """

    endpoint: str
    bucket: str
    region: str
    access_key: str
    secret_key: str = ""
    prefix: str = "objects/"


class S3Objects:
    """Objects in a bucket; a :class:`~relto.node.Objects`, safe to use from several threads.

    Args:
        place: where it is.
    """

    def __init__(self, place: S3Place) -> None:
        self._bucket, self._prefix = place.bucket, place.prefix
        settings = Config(
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"},
        )
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=place.endpoint,
            region_name=place.region,
            aws_access_key_id=place.access_key,
            aws_secret_access_key=place.secret_key,
            config=settings,
        )

    def put(self, data: bytes) -> str:
        """Keep an object, and give its name; the same twice is kept once.

        Raises:
            Unavailable: it cannot be written.
        """
        digest = digest_of(data)
        self._asked(lambda: self._client.put_object(Bucket=self._bucket, Key=self._key(digest), Body=data))
        return digest

    def get(self, digest: str) -> bytes:
        """An object.

        Raises:
            Unavailable: it is not there, or was damaged.
        """
        key = self._key(digest)

        def read() -> bytes:
            found: bytes = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            return found

        return verified(digest, self._asked(read))

    def has(self, digest: str) -> bool:
        """Whether an object is there."""
        key = self._key(digest)
        try:
            self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _code(error) in _GONE:
                return False
            raise Unavailable(f"objects: the store answers {_code(error)}") from error
        except BotoCoreError as error:
            raise Unavailable(f"objects: the store cannot be reached: {type(error).__name__}") from error
        return True

    def delete(self, digest: str) -> None:
        """Remove an object; one that is not there is no error.

        Raises:
            Unavailable: it cannot be removed.
        """
        key = self._key(digest)
        self._asked(lambda: self._client.delete_object(Bucket=self._bucket, Key=key))

    def names(self) -> Iterator[str]:
        """The names of all objects, in order."""
        return (name for name, _ in self._listed())

    def aged(self, by: timedelta) -> Iterator[str]:
        """The names of the objects that were written longer ago, by the clock of the store.

        Raises:
            Unavailable: the store cannot be asked.
        """
        return (name for name, age in self._listed() if age > by)

    def _listed(self) -> Iterator[tuple[str, timedelta]]:
        """Each object, and how long it has been there when it was listed."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        several = iter(pages)
        while (page := self._asked(lambda: next(several, None))) is not None:
            now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
            for one in page.get("Contents", ()):
                name = one["Key"].removeprefix(self._prefix)
                if is_name(name):
                    yield name, now - one["LastModified"]

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{checked(digest)}"

    @staticmethod
    def _asked(call: Callable[[], T]) -> T:
        try:
            return call()
        except ClientError as error:
            said = "it is not there" if _code(error) in _GONE else f"the store answers {_code(error)}"
            raise Unavailable(f"objects: {said}") from error
        except BotoCoreError as error:
            raise Unavailable(f"objects: the store cannot be reached: {type(error).__name__}") from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))
