extension TrustSnapshot {
    /// Trusts the issuer of passes whose DID document the file is.
    mutating func addCovidPassIssuer(_ file: TrustFile) throws(TrustError) {
        let document = try DIDDocument(file)
        guard covidPassIssuers.updateValue(document.issuer, forKey: document.issuer.did) == nil else {
            throw TrustError(
                path: file.path, problem: "is of an issuer of whom another file is too",
                remedy: "keep one file for \(document.issuer.did)")
        }
        ignored += document.ignored
    }
}
