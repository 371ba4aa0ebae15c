"""What the project's own commands need; nothing of it runs in the portal."""
