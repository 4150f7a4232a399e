from iacmx.routing.ask import route as route

__version__: str
