"""Years of many municipalities, made up: to see what a page costs when all of Norway has been measuring for long."""
