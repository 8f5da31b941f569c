"""Accounts: joining, entering, and one's own account page."""

from web.pages.accounts import entering, joining, links, own
from web.pages.accounts.blueprint import bp

__all__ = ["bp", "entering", "joining", "links", "own"]
