"""How much torchvet finds: mistakes injected into right training code, and what becomes of them."""
