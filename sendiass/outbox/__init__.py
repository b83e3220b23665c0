"""What leaves the house by mail or post: written down with the fact that causes it, delivered once.

It words nothing itself.

Three doors, a module each: `own` (families, staff, members), `third_party` (only with a disclosure's id) and
`releases` (numbered, frozen reports). Nothing else may write a message, and a door may have a gate that is asked when it leaves.
"""
