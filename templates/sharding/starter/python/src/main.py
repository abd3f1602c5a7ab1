import os

from aiohttp import web

from api import make_app
from catalog import open_catalog
from config import Config, read_config
from mover import Mover
from store import Store
from topology import TopologyStore


async def app(config: Config) -> web.Application:
    await open_catalog(config.catalog_url, config.shard_timeout)
    topology = await TopologyStore.open(config.shards, config.shard_timeout)
    return make_app(Store(topology), topology, Mover(topology))


config = read_config(os.environ)
web.run_app(app(config), host="127.0.0.1", port=config.port, access_log=None, print=None, shutdown_timeout=1)
