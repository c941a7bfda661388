"""China's published figures beside ours: people, funds, back-tests, law, and what others have projected."""
