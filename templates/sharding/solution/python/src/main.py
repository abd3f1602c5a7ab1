import asyncio
import logging
import os

from aiohttp import web

from api import make_app
from catalog import open_catalog
from config import Config, read_config
from directory import Directory
from mover import Mover
from relocate import Relocations
from scatter import Scatter
from shards import Shards
from store import Store
from topology import TopologyStore


async def app(config: Config) -> web.Application:
    catalog = await open_catalog(config.catalog_url, config.shard_timeout)
    topology = TopologyStore(catalog)
    directory = Directory(catalog, topology)
    shards = Shards(config.shard_timeout)
    relocations = Relocations(topology, directory, shards)
    mover = Mover(catalog, topology, shards)

    topology.on_joining = mover.wake
    current = await topology.bootstrap(config.shards)
    # A shard that does not answer now is opened when it is needed; it must not keep us from serving the others.
    await shards.warm(current.shards)
    app = make_app(Store(topology, directory, shards), Scatter(topology, shards), relocations, topology)
    # A running task is only kept by who holds it.
    app["background"] = [asyncio.create_task(mover.work()), asyncio.create_task(finish_moves(relocations))]
    return app


async def finish_moves(relocations: Relocations) -> None:
    """Moves that the last process of this instance did not live to finish."""
    try:
        await relocations.finish_all()
    except Exception:
        logging.exception("moves are left for later")


config = read_config(os.environ)
web.run_app(app(config), host="127.0.0.1", port=config.port, access_log=None, print=None, shutdown_timeout=1)
