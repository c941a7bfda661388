"""What fund managers look at: pages that show what the packages below compute."""
