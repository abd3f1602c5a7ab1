import os

from aiohttp import web

from api import make_app
from config import read_config
from orders import Orders
from product_info import ProductInfo
from ratings import Ratings
from upstream import open_session


async def app(config):
    session = open_session()
    return make_app(Orders(ProductInfo(config, session), Ratings(config, session)))


config = read_config(os.environ)
web.run_app(app(config), host="127.0.0.1", port=config.port, access_log=None, print=None, shutdown_timeout=1)
