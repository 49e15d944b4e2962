"""A pretend Avito over HTTP, strict as the real one is documented to be: for the demo and tests.

sandbox = Sandbox(clock=clock)
url = await sandbox.start()
shop = sandbox.add_shop(client_id="id", client_secret="secret")
sofa = shop.add_listing(title="Диван", price_rub=15000)
chat = shop.open_chat(listing_id=sofa.id, buyer="Анна")
shop.buyer_writes(chat.id, "Ещё актуально?")
sandbox.fail("POST", "*/messages", "cut_after")
await sandbox.stop()
"""

from avito.sandbox.faults import Fault
from avito.sandbox.server import Sandbox
from avito.sandbox.shop import Shop, ShopChat, ShopListing, ShopMessage

__all__ = ["Fault", "Sandbox", "Shop", "ShopChat", "ShopListing", "ShopMessage"]
