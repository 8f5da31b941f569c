"""The front end: pages that are the API's first client."""
