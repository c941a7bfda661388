"""What each kind of scheme pays and collects: flat, earnings-related, account and capitation parts."""
