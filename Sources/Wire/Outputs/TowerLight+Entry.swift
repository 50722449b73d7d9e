extension TowerLight {
    static let entry = DriverCatalogue.OutputEntry(
        model: DriverModel(
            name: "tower-light", kind: .output, title: "Tower lights of one byte for each command (CH340)",
            identifiesItself: false, settings: ["channel"],
            sources: ["the seller's command table (Adafruit 5125)", "the buzzer from memory"])
    ) { _ in TowerLight() }
}
