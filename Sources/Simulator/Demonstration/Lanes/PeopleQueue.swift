/// The people who have not come yet, in order.
struct PeopleQueue: Hashable {
    private var people: [Person]

    /// All of `people` wait.
    init(_ people: [Person]) { self.people = people }

    /// The next one for a lane. Who waits for a guard takes a lane where that ends soon.
    mutating func next(for lane: DemonstrationSite.Lane) -> Person? {
        guard let place = people.firstIndex(where: { lane.isQuick || !$0.needsGuard }) else { return nil }
        return people.remove(at: place)
    }

    /// Somebody starts again, before everybody else.
    mutating func putBack(_ person: Person) { people.insert(person, at: 0) }
}
