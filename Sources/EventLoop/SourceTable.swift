/// The registrations of a loop by the token that the kernel gives back: a place in the table and which user of it.
struct SourceTable {
    /// The token of the loop's own timer descriptor; no place has this number.
    static let timerToken = UInt64.max

    private var places: [Registration?] = []
    private var free: [Int] = []
    /// How many registrations there were; tells a late event of a former user of the place from one of the present.
    private var users: UInt32 = 0

    /// The token of the registration that is inserted next.
    var nextToken: UInt64 { UInt64(users) << 32 | UInt64(free.last ?? places.count) }

    mutating func insert(_ registration: Registration) {
        users &+= 1
        if free.popLast() != nil {
            places[Self.place(registration.token)] = registration
        } else {
            places.append(registration)
        }
    }

    mutating func remove(_ registration: Registration) {
        let place = Self.place(registration.token)
        places[place] = nil
        free.append(place)
    }

    subscript(token: UInt64) -> Registration? {
        let place = Self.place(token)
        guard place < places.count, let found = places[place], found.token == token else { return nil }
        return found
    }

    private static func place(_ token: UInt64) -> Int { Int(token & 0xFFFF_FFFF) }
}
