extension RaytekMI3 {
    static let entry = DriverCatalogue.Entry(
        model: DriverModel(
            name: "raytek-mi3", kind: .thermometer, title: "Raytek MI and MI3 infrared sensors, ASCII protocol",
            staleLimit: .seconds(3),  // twelve rounds: the sensor is gone, not late
            identifiesItself: true,
            settings: ["address"],
            sources: [
                "Raytek MI manual (manualsdump 252798, easymanua MI p. 85)",
                "Raytek MI3 manual (manualslib 1255136 p. 116, 1292935 p. 104 and 110; easymanua p. 117, 123, 126)",
                "Raytek Marathon MM manual (easymanua p. 69)",
            ])
    ) { RaytekMI3(address: $0.address) }
}
