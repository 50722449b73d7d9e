extension TEMPer {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "temper", kind: .ambient, title: "PCsensor TEMPer sticks: a contact sensor of its surroundings",
            transports: [.hidraw, .usb], packetLengths: [TEMPerPacket.length],
            staleLimit: .seconds(60),  // surroundings are slow, and some sticks fail several times in a row
            identifiesItself: true,
            sources: ["ccwienk/temper, issue 31", "urwen/temper, issues 9, 16, 20, 31, 47"])
    ) { _ in TEMPer() }
}
