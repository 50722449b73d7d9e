extension LCUS {
    static let entry = DriverCatalogue.OutputEntry(
        model: DriverModel(
            name: "lcus", kind: .output, title: "LCUS-1, -2, -4 and -8 relay boards (CH340)",
            identifiesItself: false, settings: ["channel", "pulse_ms"],
            sources: ["the vendor's command table", "darrylb123/usbrelay issue 121 (state cannot be read)"])
    ) { LCUS(channels: $0.channels) }
}
