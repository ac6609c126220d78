"""Charts: period chart (pyqtgraph), and small ones drawn by hand. They are given series and draw them."""
