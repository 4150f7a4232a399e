"""What DNS providers are called, for people."""

from __future__ import annotations

_TITLES = {
    "alicloud": "Alibaba Cloud",
    "azurerm": "Azure",
    "bunnynet": "bunny.net",
    "cloudflare": "Cloudflare",
    "desec": "deSEC",
    "digitalocean": "DigitalOcean",
    "dns": "the zone's primary server",
    "dnsimple": "DNSimple",
    "gandi": "Gandi",
    "godaddy": "GoDaddy",
    "google": "Google Cloud",
    "hcloud": "Hetzner",
    "hetznerdns": "Hetzner",
    "lightsail": "Lightsail",
    "linode": "Linode",
    "namecheap": "Namecheap",
    "netlify": "Netlify",
    "ns1": "NS1",
    "oci": "Oracle Cloud",
    "ovh": "OVH",
    "porkbun": "Porkbun",
    "powerdns": "PowerDNS",
    "route53": "Route 53",
    "scaleway": "Scaleway",
    "vercel": "Vercel",
    "vultr": "Vultr",
}


def title(provider: str) -> str:
    """What people call the provider of that name (``route53``: Route 53); the name itself where none is known."""
    return _TITLES.get(provider, provider)
