Gatehousectl.start()
