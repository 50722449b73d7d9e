extension TrustSnapshot {
    /// Adds a list of revoked codes, after its signature was checked. A signature without a list says that a list was lost.
    mutating func addRevoked(_ file: TrustFile, among files: [TrustFile]) throws(TrustError) {
        let name = file.path.dropLast(4)
        guard !name.dropFirst("revoked/".count).contains("/") else { return }
        if file.path.hasSuffix(".sig") {
            guard files.contains(where: { $0.path == name + ".txt" }) else {
                throw TrustError(
                    path: file.path, problem: "has no list beside it",
                    remedy: "fetch the list and its signature again, together")
            }
            return
        }
        guard file.path.hasSuffix(".txt") else { return }
        if let signature = files.first(where: { $0.path == name + ".sig" }) {
            try RevocationList.check(file, signature: signature, keys: passKeys)
        } else {
            unsignedLists.append(file.path)
        }
        let content = try RevocationList.read(file, limit: Self.mostRevoked - revoked.count)
        revoked.formUnion(content.digests)
        if let time = content.freshUntil { revokedFreshUntil = min(time, revokedFreshUntil ?? time) }
    }
}
