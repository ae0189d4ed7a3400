from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.count_shown import CountShown
  from ..models.statistics_shown_lines import StatisticsShownLines





T = TypeVar("T", bound="StatisticsShown")



@_attrs_define
class StatisticsShown:
    """ 
        Attributes:
            consent (float | None):
            erased (int):
            lines (StatisticsShownLines):
            outside (int):
            since (datetime.datetime):
            until (datetime.datetime):
            values (list[CountShown]):
     """

    consent: float | None
    erased: int
    lines: StatisticsShownLines
    outside: int
    since: datetime.datetime
    until: datetime.datetime
    values: list[CountShown]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.count_shown import CountShown # noqa: PLC0415
        from ..models.statistics_shown_lines import StatisticsShownLines # noqa: PLC0415
        consent: float | None
        consent = self.consent

        erased = self.erased

        lines = self.lines.to_dict()

        outside = self.outside

        since = self.since.isoformat()

        until = self.until.isoformat()

        values = []
        for values_item_data in self.values:
            values_item = values_item_data.to_dict()
            values.append(values_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "consent": consent,
            "erased": erased,
            "lines": lines,
            "outside": outside,
            "since": since,
            "until": until,
            "values": values,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.count_shown import CountShown # noqa: PLC0415
        from ..models.statistics_shown_lines import StatisticsShownLines # noqa: PLC0415
        d = dict(src_dict)
        def _parse_consent(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        consent = _parse_consent(d.pop("consent"))


        erased = d.pop("erased")

        lines = StatisticsShownLines.from_dict(d.pop("lines"))




        outside = d.pop("outside")

        since = datetime.datetime.fromisoformat(d.pop("since"))




        until = datetime.datetime.fromisoformat(d.pop("until"))




        values = []
        _values = d.pop("values")
        for values_item_data in (_values):
            values_item = CountShown.from_dict(values_item_data)



            values.append(values_item)


        statistics_shown = cls(
            consent=consent,
            erased=erased,
            lines=lines,
            outside=outside,
            since=since,
            until=until,
            values=values,
        )


        statistics_shown.additional_properties = d
        return statistics_shown

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
