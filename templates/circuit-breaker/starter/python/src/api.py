import logging
import re

from aiohttp import web

from errors import ApiError, invalid_request, not_found
from orders import Orders, PlacedLine

BODY_LIMIT = 2_000_000
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def make_app(orders: Orders) -> web.Application:
    """The contract: which request does what."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def place(request: web.Request) -> web.Response:
        order_id = check_id(request.match_info["id"])
        return web.json_response(orders.place(order_id, lines(await read_json(request))))

    async def show(request: web.Request) -> web.Response:
        return web.json_response(await orders.show(check_id(request.match_info["id"])))

    async def breakers(_request: web.Request) -> web.Response:
        return web.json_response(orders.breakers())

    app = web.Application(middlewares=[errors_as_json], client_max_size=BODY_LIMIT)
    app.add_routes(
        [
            web.get("/healthz", healthz),
            web.put("/orders/{id}", place),
            web.get("/orders/{id}", show),
            web.get("/breakers", breakers),
        ]
    )
    return app


@web.middleware
async def errors_as_json(request: web.Request, handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except ApiError as error:
        known = error
    except web.HTTPRequestEntityTooLarge:
        known = invalid_request("the body is too large")
    except web.HTTPException:  # no such path, or not with this method
        known = not_found(f"{request.method} {request.path}")
    except Exception:
        logging.exception("%s %s", request.method, request.path)
        known = ApiError(500, "internal", "something unexpected went wrong; see the log")
    return web.json_response(known.body, status=known.status)


async def read_json(request: web.Request) -> object:
    try:
        return await request.json()
    except ValueError:
        raise invalid_request("the body is not JSON") from None


def check_id(value: object) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise invalid_request("an id has 1 to 64 characters of A-Z a-z 0-9 _ -")
    return value


def lines(body: object) -> list[PlacedLine]:
    given = body.get("lines") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid_request("lines must be a list that is not empty")
    return [line(one) for one in given]


def line(given: object) -> PlacedLine:
    if not isinstance(given, dict):
        raise invalid_request("a line must be an object")
    quantity = given.get("quantity")
    if type(quantity) is not int or quantity < 1:  # bool is an int, too
        raise invalid_request("quantity must be a whole number from 1 on")
    return {"productId": check_id(given.get("productId")), "quantity": quantity}
