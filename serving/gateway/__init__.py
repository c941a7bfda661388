"""The door of a site: who asks, how much, until when and where, before any application hears of it."""
