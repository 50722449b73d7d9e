extension Dcttech {
    static let entry = DriverCatalogue.OutputEntry(
        model: DriverModel(
            name: "dcttech", kind: .output, title: "dcttech USBRelay1 to USBRelay8 (USB HID 16c0:05df)",
            // Not by libusb: a guard process that outlives the daemon has to be able to open the contact.
            transports: [.hidraw], packetLengths: [8, 9],
            // Three polls without an answer; each failed poll is repeated before.
            staleLimit: .seconds(8),
            identifiesItself: true, settings: ["channel", "pulse_ms"],
            sources: ["darrylb123/usbrelay (libusbrelay.c; issues 88 and 100)"])
    ) { Dcttech(channels: $0.channels) }
}
