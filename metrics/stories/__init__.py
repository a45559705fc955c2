"""The ends of a drill-down: everything that is known of one stop-sale, product or vendor.

named    which stop, product or vendor a reader means, or the nearest one that there is
stop     one stop-sale: its way from signal to resume, cost, causes, what came after
product  one product: its rate by the week, its lots, what else happened to it
vendor   one vendor: the numbers of its scorecard
"""
