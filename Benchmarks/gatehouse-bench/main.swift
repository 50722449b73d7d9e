exit(Bench.run())
