"""Echo, as a site is offered it."""

from core.work import WorkClass
from serving.application import Offer

OFFER = Offer("echo", WorkClass.EDGE_FIRST, "serving.echo.echoing:open_echo")
