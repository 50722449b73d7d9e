Gatehoused.run()
