"""A package, so that Chromium ends with its last test: its driver leaves no room for another loop in the process."""
