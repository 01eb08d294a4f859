"""TLP, handling codes, code lists, Directive (EU) 2023/977."""
