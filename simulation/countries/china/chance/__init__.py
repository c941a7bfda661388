"""What is uncertain about China's future: processes, their parameters and what they were fitted to."""
