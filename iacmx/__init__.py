"""iacmx: will mail still arrive after ``terraform apply``?"""

__version__ = "0.1.0"
