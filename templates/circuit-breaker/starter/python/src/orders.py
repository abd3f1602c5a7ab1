import asyncio
from typing import Any, TypedDict

from errors import unknown_order
from product_info import ProductInfo
from ratings import Ratings


class PlacedLine(TypedDict):
    productId: str
    quantity: int


class Orders:
    """The orders, in memory: this lab is not about keeping them."""

    def __init__(self, products: ProductInfo, ratings: Ratings):
        self._products = products
        self._ratings = ratings
        self._placed: dict[str, list[PlacedLine]] = {}

    def place(self, order_id: str, lines: list[PlacedLine]) -> dict[str, Any]:
        self._placed[order_id] = lines
        return {"orderId": order_id, "lines": lines}

    async def show(self, order_id: str) -> dict[str, Any]:
        """An order with what is known about its products. Whatever the other services do, a known order is shown."""
        placed = self._placed.get(order_id)
        if placed is None:
            raise unknown_order(order_id)
        lines = await asyncio.gather(*(self._show_line(line) for line in placed))
        degraded = any(line["product"]["source"] != "live" for line in lines)
        return {"orderId": order_id, "degraded": degraded, "lines": lines}

    async def _show_line(self, line: PlacedLine) -> dict[str, Any]:
        product, rating = await asyncio.gather(
            self._products.of(line["productId"]),
            self._ratings.of(line["productId"]),
        )
        return {**line, "product": product, "rating": rating}

    def breakers(self) -> dict[str, Any]:
        """What the breakers say about themselves, for a person who looks."""
        return {"catalog": {"state": self._products.breaker}, "reviews": {"state": self._ratings.breaker}}
