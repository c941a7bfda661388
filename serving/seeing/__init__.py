"""Sites as they may be seen over HTTP: what gateways tell of them, asked side by side, and at what pace they answer."""
