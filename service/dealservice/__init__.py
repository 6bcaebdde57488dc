"""The service and the command line: they speak HTTP and terminal, and leave all computing to `dealgraph`."""
