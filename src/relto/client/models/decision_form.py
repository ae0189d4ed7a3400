from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.reason_form import ReasonForm





T = TypeVar("T", bound="DecisionForm")



@_attrs_define
class DecisionForm:
    """ 
        Attributes:
            consent_from (list[str]):
            instrument (None | str):
            obligations (list[str]):
            outcome (str):
            reasons (list[ReasonForm]):
     """

    consent_from: list[str]
    instrument: None | str
    obligations: list[str]
    outcome: str
    reasons: list[ReasonForm]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.reason_form import ReasonForm # noqa: PLC0415
        consent_from = self.consent_from



        instrument: None | str
        instrument = self.instrument

        obligations = self.obligations



        outcome = self.outcome

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "consent_from": consent_from,
            "instrument": instrument,
            "obligations": obligations,
            "outcome": outcome,
            "reasons": reasons,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reason_form import ReasonForm # noqa: PLC0415
        d = dict(src_dict)
        consent_from = cast(list[str], d.pop("consent_from"))


        def _parse_instrument(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        instrument = _parse_instrument(d.pop("instrument"))


        obligations = cast(list[str], d.pop("obligations"))


        outcome = d.pop("outcome")

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in (_reasons):
            reasons_item = ReasonForm.from_dict(reasons_item_data)



            reasons.append(reasons_item)


        decision_form = cls(
            consent_from=consent_from,
            instrument=instrument,
            obligations=obligations,
            outcome=outcome,
            reasons=reasons,
        )


        decision_form.additional_properties = d
        return decision_form

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
