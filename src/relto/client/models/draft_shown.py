from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.disclosure_form import DisclosureForm





T = TypeVar("T", bound="DraftShown")



@_attrs_define
class DraftShown:
    """ 
        Attributes:
            by (str):
            channel (None | str):
            corrects (None | str):
            created (datetime.datetime):
            disclosure (DisclosureForm):
            id (str):
            item (str):
            manifest_sha256 (None | str):
            message (None | str):
            purpose (None | str):
            recipient (str):
            sent (datetime.datetime | None):
            state (str):
            version (int):
            withheld (list[int]):
     """

    by: str
    channel: None | str
    corrects: None | str
    created: datetime.datetime
    disclosure: DisclosureForm
    id: str
    item: str
    manifest_sha256: None | str
    message: None | str
    purpose: None | str
    recipient: str
    sent: datetime.datetime | None
    state: str
    version: int
    withheld: list[int]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.disclosure_form import DisclosureForm # noqa: PLC0415
        by = self.by

        channel: None | str
        channel = self.channel

        corrects: None | str
        corrects = self.corrects

        created = self.created.isoformat()

        disclosure = self.disclosure.to_dict()

        id = self.id

        item = self.item

        manifest_sha256: None | str
        manifest_sha256 = self.manifest_sha256

        message: None | str
        message = self.message

        purpose: None | str
        purpose = self.purpose

        recipient = self.recipient

        sent: None | str
        if isinstance(self.sent, datetime.datetime):
            sent = self.sent.isoformat()
        else:
            sent = self.sent

        state = self.state

        version = self.version

        withheld = self.withheld




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "by": by,
            "channel": channel,
            "corrects": corrects,
            "created": created,
            "disclosure": disclosure,
            "id": id,
            "item": item,
            "manifest_sha256": manifest_sha256,
            "message": message,
            "purpose": purpose,
            "recipient": recipient,
            "sent": sent,
            "state": state,
            "version": version,
            "withheld": withheld,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.disclosure_form import DisclosureForm # noqa: PLC0415
        d = dict(src_dict)
        by = d.pop("by")

        def _parse_channel(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel = _parse_channel(d.pop("channel"))


        def _parse_corrects(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        corrects = _parse_corrects(d.pop("corrects"))


        created = datetime.datetime.fromisoformat(d.pop("created"))




        disclosure = DisclosureForm.from_dict(d.pop("disclosure"))




        id = d.pop("id")

        item = d.pop("item")

        def _parse_manifest_sha256(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        manifest_sha256 = _parse_manifest_sha256(d.pop("manifest_sha256"))


        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))


        def _parse_purpose(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        purpose = _parse_purpose(d.pop("purpose"))


        recipient = d.pop("recipient")

        def _parse_sent(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_type_0 = datetime.datetime.fromisoformat(data)



                return sent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent = _parse_sent(d.pop("sent"))


        state = d.pop("state")

        version = d.pop("version")

        withheld = cast(list[int], d.pop("withheld"))


        draft_shown = cls(
            by=by,
            channel=channel,
            corrects=corrects,
            created=created,
            disclosure=disclosure,
            id=id,
            item=item,
            manifest_sha256=manifest_sha256,
            message=message,
            purpose=purpose,
            recipient=recipient,
            sent=sent,
            state=state,
            version=version,
            withheld=withheld,
        )


        draft_shown.additional_properties = d
        return draft_shown

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
