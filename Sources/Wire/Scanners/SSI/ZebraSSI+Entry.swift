extension ZebraSSI {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "zebra-ssi", kind: .scanner, title: "Zebra (Symbol) scanners with the Simple Serial Interface",
            otherBauds: [115_200], identifiesItself: true, settings: ["aim"],
            sources: [
                "Simple Serial Interface Programmer's Guide 72E-40451-03 and -04", "enioka-Haute-Couture/enioka_scan",
                "manualslib 1931353 p160",
            ])
    ) { ZebraSSI(aim: $0.aim) }
}
