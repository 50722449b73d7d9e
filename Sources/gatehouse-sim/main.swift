GatehouseSim.start()
