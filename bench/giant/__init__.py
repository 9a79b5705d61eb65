"""One matter of a size that happens: thousands of petitioners, papers and records; what its pages and its steps cost.

Costs are told in statements, kB and processor time of this process: what else the machine does distorts none of them.
"""
