"""A province's data, and what pages, searches, sweeps and steps cost on it: `make bench-scale N=20000`.

Costs are told in statements, in buffers that PostgreSQL touched, and in milliseconds of processor time of this process and
of its server process: what else the machine does distorts none of them.
"""
