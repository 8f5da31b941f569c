"""The files that a report can be taken along as; each is made of the same data that the page shows."""
