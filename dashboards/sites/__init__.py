"""The page Sites: how every site is, as its gateway tells it over HTTP while the page is open."""
