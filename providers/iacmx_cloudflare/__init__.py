"""Cloudflare DNS, read through its SDK."""
