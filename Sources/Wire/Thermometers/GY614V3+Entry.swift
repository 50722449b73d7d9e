extension GY614V3 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "gy-614v3", kind: .thermometer, title: "GY-614V3 infrared modules with registers and body output",
            otherBauds: [115_200],
            staleLimit: .seconds(3),  // three frames at its slowest rate, 1 Hz
            identifiesItself: true,
            settings: ["address"],
            sources: ["szlitus.com show-4084", "allnewsemi.com show-228082", "rmcs Gy614", "MLX90614 datasheet"])
    ) { GY614V3(address: $0.address ?? GY614V3.defaultAddress) }
}
