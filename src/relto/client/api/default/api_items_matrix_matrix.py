from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.page_row_form import PageRowForm
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast



def _get_kwargs(
    item: str,
    *,
    recipient: list[str] | None | Unset = UNSET,
    purpose: None | str | Unset = UNSET,
    channel: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> dict[str, Any]:
    

    

    params: dict[str, Any] = {}

    json_recipient: list[str] | None | Unset
    if isinstance(recipient, Unset):
        json_recipient = UNSET
    elif isinstance(recipient, list):
        json_recipient = recipient


    else:
        json_recipient = recipient
    params["recipient"] = json_recipient

    json_purpose: None | str | Unset
    if isinstance(purpose, Unset):
        json_purpose = UNSET
    else:
        json_purpose = purpose
    params["purpose"] = json_purpose

    json_channel: None | str | Unset
    if isinstance(channel, Unset):
        json_channel = UNSET
    else:
        json_channel = channel
    params["channel"] = json_channel

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["most"] = most


    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}


    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/items/{item}/matrix".format(item=quote(str(item), safe=""),),
        "params": params,
    }


    return _kwargs



def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PageRowForm | Problem | None:
    if response.status_code == 200:
        response_200 = PageRowForm.from_dict(response.json())



        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())



        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())



        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())



        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())



        return response_404

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())



        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())



        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())



        return response_413

    if response.status_code == 414:
        response_414 = Problem.from_dict(response.json())



        return response_414

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())



        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())



        return response_429

    if response.status_code == 431:
        response_431 = Problem.from_dict(response.json())



        return response_431

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())



        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[PageRowForm | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    item: str,
    *,
    client: AuthenticatedClient,
    recipient: list[str] | None | Unset = UNSET,
    purpose: None | str | Unset = UNSET,
    channel: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> Response[PageRowForm | Problem]:
    """ Matrix

     Every part of something held against every recipient, in order of the parts.

    Args:
        item (str):
        recipient (list[str] | None | Unset): only for these parties
        purpose (None | str | Unset): a code
        channel (None | str | Unset): a code
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageRowForm | Problem]
     """


    kwargs = _get_kwargs(
        item=item,
recipient=recipient,
purpose=purpose,
channel=channel,
cursor=cursor,
most=most,

    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)

def sync(
    item: str,
    *,
    client: AuthenticatedClient,
    recipient: list[str] | None | Unset = UNSET,
    purpose: None | str | Unset = UNSET,
    channel: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> PageRowForm | Problem | None:
    """ Matrix

     Every part of something held against every recipient, in order of the parts.

    Args:
        item (str):
        recipient (list[str] | None | Unset): only for these parties
        purpose (None | str | Unset): a code
        channel (None | str | Unset): a code
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageRowForm | Problem
     """


    return sync_detailed(
        item=item,
client=client,
recipient=recipient,
purpose=purpose,
channel=channel,
cursor=cursor,
most=most,

    ).parsed

async def asyncio_detailed(
    item: str,
    *,
    client: AuthenticatedClient,
    recipient: list[str] | None | Unset = UNSET,
    purpose: None | str | Unset = UNSET,
    channel: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> Response[PageRowForm | Problem]:
    """ Matrix

     Every part of something held against every recipient, in order of the parts.

    Args:
        item (str):
        recipient (list[str] | None | Unset): only for these parties
        purpose (None | str | Unset): a code
        channel (None | str | Unset): a code
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageRowForm | Problem]
     """


    kwargs = _get_kwargs(
        item=item,
recipient=recipient,
purpose=purpose,
channel=channel,
cursor=cursor,
most=most,

    )

    response = await client.get_async_httpx_client().request(
        **kwargs
    )

    return _build_response(client=client, response=response)

async def asyncio(
    item: str,
    *,
    client: AuthenticatedClient,
    recipient: list[str] | None | Unset = UNSET,
    purpose: None | str | Unset = UNSET,
    channel: None | str | Unset = UNSET,
    cursor: None | str | Unset = UNSET,
    most: int | Unset = 50,

) -> PageRowForm | Problem | None:
    """ Matrix

     Every part of something held against every recipient, in order of the parts.

    Args:
        item (str):
        recipient (list[str] | None | Unset): only for these parties
        purpose (None | str | Unset): a code
        channel (None | str | Unset): a code
        cursor (None | str | Unset): where the page begins: `next` of the one before
        most (int | Unset): most things on the page Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageRowForm | Problem
     """


    return (await asyncio_detailed(
        item=item,
client=client,
recipient=recipient,
purpose=purpose,
channel=channel,
cursor=cursor,
most=most,

    )).parsed
