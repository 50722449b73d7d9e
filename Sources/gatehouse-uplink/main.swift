GatehouseUplink.start()
