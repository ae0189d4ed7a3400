from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.step_shown import StepShown





T = TypeVar("T", bound="IncidentShown")



@_attrs_define
class IncidentShown:
    """ 
        Attributes:
            by (str):
            due (datetime.datetime | None):
            id (str):
            items (list[str]):
            kind (str):
            reported (datetime.datetime):
            state (str):
            steps (list[StepShown]):
            untold (list[str]):
     """

    by: str
    due: datetime.datetime | None
    id: str
    items: list[str]
    kind: str
    reported: datetime.datetime
    state: str
    steps: list[StepShown]
    untold: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.step_shown import StepShown # noqa: PLC0415
        by = self.by

        due: None | str
        if isinstance(self.due, datetime.datetime):
            due = self.due.isoformat()
        else:
            due = self.due

        id = self.id

        items = self.items



        kind = self.kind

        reported = self.reported.isoformat()

        state = self.state

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)



        untold = self.untold




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "by": by,
            "due": due,
            "id": id,
            "items": items,
            "kind": kind,
            "reported": reported,
            "state": state,
            "steps": steps,
            "untold": untold,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_shown import StepShown # noqa: PLC0415
        d = dict(src_dict)
        by = d.pop("by")

        def _parse_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_type_0 = datetime.datetime.fromisoformat(data)



                return due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due = _parse_due(d.pop("due"))


        id = d.pop("id")

        items = cast(list[str], d.pop("items"))


        kind = d.pop("kind")

        reported = datetime.datetime.fromisoformat(d.pop("reported"))




        state = d.pop("state")

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in (_steps):
            steps_item = StepShown.from_dict(steps_item_data)



            steps.append(steps_item)


        untold = cast(list[str], d.pop("untold"))


        incident_shown = cls(
            by=by,
            due=due,
            id=id,
            items=items,
            kind=kind,
            reported=reported,
            state=state,
            steps=steps,
            untold=untold,
        )


        incident_shown.additional_properties = d
        return incident_shown

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
