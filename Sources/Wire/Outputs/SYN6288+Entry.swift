extension SYN6288 {
    static let entry = DriverCatalogue.VoiceEntry(
        model: DriverModel(
            name: "syn6288", kind: .output, title: "SYN6288 and XFS5152 speech chips",
            // A voice whose answers are not wired still speaks.
            identifiesItself: false,
            sources: ["the maker's command table, as in public drivers of the chip"])
    ) { _ in SYN6288() }
}
