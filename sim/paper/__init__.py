"""``make paper``: networks of the Kraken paper at full size, with its figures beside ours."""
