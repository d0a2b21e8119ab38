"""The model in a page: one HTML file that plays a scenario in the browser, from a disk or an e-mail, without a network.

The page runs the compiled engine as WebAssembly. What Python knows of a scenario is worked out when the page is
written (`page_data`); the page itself only writes numbers into memory, calls the engine, and draws.
"""
