"""Gongshi 公示: a tax bureau's folder of files becomes its public disclosure site."""

__version__ = "0.1.0"
