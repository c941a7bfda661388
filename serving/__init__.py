"""The applications of a site: identity, policy, voice, risk, and the gateway before them."""
