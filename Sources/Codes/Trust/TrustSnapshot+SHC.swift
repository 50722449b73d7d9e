extension TrustSnapshot {
    /// Trusts the issuer of cards that the file describes.
    mutating func addCardIssuer(_ file: TrustFile) throws(TrustError) {
        let read = try SHCIssuerFile(file)
        let issuer = read.issuer
        guard cardIssuers.updateValue(issuer, forKey: issuer.address) == nil else {
            throw TrustError(
                path: file.path, problem: "names an issuer that another file names too",
                remedy: "keep one file for \(issuer.address)")
        }
        listedCards += issuer.keys.values.reduce(0) { $0 + ($1.list?.count ?? 0) }
        guard listedCards <= Self.mostRevoked else {
            throw TrustError(
                path: file.path, problem: "brings the lists above \(Self.mostRevoked) revoked cards",
                remedy: "remove issuers whose cards nobody shows here")
        }
        ignored += read.ignored
    }
}
