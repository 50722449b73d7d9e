GatehouseDesk.start()
