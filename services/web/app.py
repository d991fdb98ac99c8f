"""The web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from infra.settings import Settings
from services.application.world import World
from services.bootstrap import opened_world
from services.web.access import declared, guard, place_of
from services.web.forms import Form
from services.web.headers import protect
from services.web.pages import AnyRequest
from services.web.problems import HANDLERS
from services.web.routes import ROUTES
from services.web.session import SessionMiddleware

TEMPLATES = Path(__file__).parent / "templates"


def create_app() -> Litestar:
    """For the server: settings from the environment."""
    return app_for(Settings.from_environment())


def app_for(settings: Settings) -> Litestar:
    """Raises `ImproperlyConfiguredException` if any route does not say who may reach it."""
    app = Litestar(
        route_handlers=ROUTES,
        guards=[guard],
        middleware=[DefineMiddleware(SessionMiddleware)],
        dependencies={
            "place": Provide(place_of, sync_to_thread=False),
            "world": Provide(world_of, sync_to_thread=False),
            "form": Provide(form_of),
        },
        exception_handlers=HANDLERS,
        after_request=protect,
        lifespan=[_world],
        state=State({"settings": settings}),
        template_config=TemplateConfig(engine=JinjaTemplateEngine.from_environment(environment())),
        csrf_config=CSRFConfig(
            secret=settings.master_keys.derive("csrf").hex(),
            cookie_name="samson-csrf",
            cookie_secure=settings.base_url.startswith("https://"),
            cookie_httponly=True,
        ),
        openapi_config=None,
    )
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            declared(handler)
    return app


def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


async def form_of(request: AnyRequest) -> Form:
    return Form(await request.form())


def world_of(state: State) -> World:
    world: World = state.world
    return world


@asynccontextmanager
async def _world(app: Litestar) -> AsyncIterator[None]:
    async with opened_world(app.state.settings, "samson_web") as world:
        app.state.world = world
        yield
