from aiohttp import web

from mover import Mover
from scatter import stats, top
from server import BODY_LIMIT, errors_as_json, read_json, reply
from store import Store
from topology import TopologyStore
from validate import limit, profile, profiles, region, shard_info, user_id, watch_event


def make_app(store: Store, topology: TopologyStore, mover: Mover) -> web.Application:
    """The contract: which request does what."""
    routes = web.RouteTableDef()

    def region_of(request: web.Request) -> str | None:
        name = request.query.get("region")
        if name is not None:
            topology.must_serve(name)
        return name

    @routes.get("/healthz")
    async def healthz(_request):
        return reply({"ok": True})

    @routes.get("/users/{id}")
    async def get(request):
        return reply(await store.get(user_id(request.match_info["id"])))

    @routes.put("/users/{id}")
    async def put(request):
        viewer, created = await store.put(profile(request.match_info["id"], await read_json(request)))
        return reply(viewer, 201 if created else 200)

    @routes.post("/users/bulk")
    async def put_many(request):
        return reply({"written": await store.put_many(profiles(await read_json(request)))})

    @routes.post("/users/{id}/events")
    async def add_event(request):
        viewer = user_id(request.match_info["id"])
        fresh, watch_seconds = await store.add_event(viewer, watch_event(await read_json(request)))
        return reply({"userId": viewer, "watchSeconds": watch_seconds}, 201 if fresh else 200)

    @routes.post("/users/{id}/region")
    async def change_region(request):
        viewer = user_id(request.match_info["id"])
        return reply(await store.change_region(viewer, region(await read_json(request))))

    @routes.get("/top")
    async def get_top(request):
        return reply(await top(topology, limit(request.query), region_of(request)))

    @routes.get("/stats")
    async def get_stats(request):
        return reply(await stats(topology, region_of(request)))

    @routes.post("/admin/shards")
    async def add_shard(request):
        begun = await mover.add_shard(shard_info(await read_json(request)))
        return reply({"state": begun.state, "topologyVersion": begun.topologyVersion}, 202)

    @routes.get("/admin/migration")
    async def migration(_request):
        return reply(await mover.status())

    app = web.Application(middlewares=[errors_as_json], client_max_size=BODY_LIMIT)
    app.add_routes(routes)
    return app
