"""The web application."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig
from redis.asyncio import Redis

from infra.settings import Settings
from services.application.world import World
from services.bootstrap import opened_world
from services.reports.national_tables.published import PublishedIssues
from services.web.access import declared, guard, invited_of, place_of, seated_of
from services.web.assets import Assets
from services.web.forms import Form
from services.web.furnishing import furnished
from services.web.headers import protect
from services.web.health import Check, health_route, usual_checks
from services.web.live.hub import Hub
from services.web.machine_problems import told_as_asked
from services.web.pages import CSRF_COOKIE, AnyRequest
from services.web.problems import HANDLERS
from services.web.routes import ROUTES
from services.web.session import SessionMiddleware

TEMPLATES = Path(__file__).parent / "templates"


def create_app() -> Litestar:
    """For the server: what is loaded now is there for good, so the garbage collector need not look at it again.

    A look at all of it takes 70 ms, in the middle of whichever request it comes upon.
    """
    app = app_for(Settings.from_environment())
    gc.collect()
    gc.freeze()
    return app


def app_for(settings: Settings) -> Litestar:
    """Raises `ImproperlyConfiguredException` if any route does not say who may reach it."""
    assets = Assets(settings.assets_dir)
    checks: dict[str, Check] = {}
    app = Litestar(
        route_handlers=[*ROUTES, health_route(checks)],
        guards=[guard],
        middleware=[DefineMiddleware(SessionMiddleware)],
        dependencies={
            "place": Provide(place_of, sync_to_thread=False),
            "world": Provide(world_of, sync_to_thread=False),
            "published": Provide(published_of, sync_to_thread=False),
            "hub": Provide(hub_of, sync_to_thread=False),
            "seated": Provide(seated_of, sync_to_thread=False),
            "invited": Provide(invited_of, sync_to_thread=False),
            "form": Provide(form_of),
        },
        exception_handlers={kind: told_as_asked(handler) for kind, handler in HANDLERS.items()},
        before_send=[protect],
        lifespan=[partial(_opened, checks)],
        state=State({"settings": settings, "assets": assets}),
        template_config=TemplateConfig(engine=JinjaTemplateEngine.from_environment(environment(assets))),
        csrf_config=CSRFConfig(
            secret=settings.master_keys.derive("csrf").hex(),
            cookie_name=CSRF_COOKIE,
            cookie_secure=settings.base_url.startswith("https://"),
            cookie_httponly=True,
        ),
        openapi_config=None,
        logging_config=None,
    )
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if handler.http_methods != {"OPTIONS"}:
                declared(handler)
    return app


def environment(assets: Assets) -> Environment:
    return furnished(
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ),
        assets,
    )


async def form_of(request: AnyRequest) -> Form:
    return Form(await request.form())


def world_of(state: State) -> World:
    world: World = state.world
    return world


def published_of(state: State) -> PublishedIssues:
    published: PublishedIssues = state.published
    return published


def hub_of(state: State) -> Hub:
    hub: Hub = state.hub
    return hub


@asynccontextmanager
async def _opened(checks: dict[str, Check], app: Litestar) -> AsyncIterator[None]:
    """The world, and what `/healthz` asks, for as long as the process runs."""
    settings: Settings = app.state.settings
    async with opened_world(settings, "samson_web") as world, Redis.from_url(settings.redis_url) as valkey:
        app.state.world = world
        app.state.published = PublishedIssues(world.releases)
        app.state.hub = Hub(world)
        checks.update(usual_checks(world.database, valkey))
        async with app.state.hub.opened():
            yield
