"""Where it is said: channels, the pipeline between them and the handlers, the command line and the pages."""
