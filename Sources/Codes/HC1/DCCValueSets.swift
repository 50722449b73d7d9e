/// The value sets of the EU's certificates (eHealth Network, "Value Sets for EU Digital COVID Certificates", as
/// published from April 2021 to January 2023, with values that were withdrawn again). New values come without a new
/// format: one that is not here is an advisory.
enum DCCValueSets {
    /// COVID-19 (SNOMED CT).
    static let targets: Set<String> = ["840539006"]

    /// Vaccines and prophylaxis (SNOMED CT, ATC).
    static let vaccines: Set<String> = [
        "1119305005", "1119349007", "J07BX03", "1162643001", "1157024006", "29061000087103", "28531000087107",
        "30141000087107", "1187593009",
    ]

    /// Medicinal products (Union register, and names for what is not in it).
    static let products: Set<String> = [
        "EU/1/20/1528", "EU/1/20/1507", "EU/1/21/1529", "EU/1/20/1525", "EU/1/21/1618", "EU/1/21/1624", "EU/1/21/1580",
        "CVnCoV", "NVX-CoV2373", "Sputnik-V", "Convidecia", "EpiVacCorona", "BBIBP-CorV",
        "Inactivated-SARS-CoV-2-Vero-Cell", "CoronaVac", "Covaxin", "Covishield", "Covid-19-recombinant", "R-COVI",
        "CoviVac", "Sputnik-Light", "Hayat-Vax", "Abdala", "WIBP-CorV", "MVC-COV1901", "Covovax", "Vidprevtyn",
        "VLA2001", "EpiVacCorona-N", "Sputnik-M", "Covid-19-adsorvida-inativada", "NVSI-06-08", "YS-SC2-010", "SCTV01C",
        "Covifenz", "AZD2816", "Soberana-02", "Soberana-Plus",
    ]

    /// Holders of the authorisation, or manufacturers (EMA's organisations, and names for others).
    static let makers: Set<String> = [
        "ORG-100001699", "ORG-100030215", "ORG-100001417", "ORG-100031184", "ORG-100006270", "ORG-100013793",
        "ORG-100020693", "ORG-100010771", "ORG-100024420", "ORG-100032020", "ORG-100001981", "ORG-100007893",
        "ORG-100023050", "ORG-100033914", "ORG-100000788", "ORG-100036422", "ORG-100026614", "ORG-100008549",
        "Gamaleya-Research-Institute", "Vector-Institute", "Sinovac-Biotech", "Bharat-Biotech", "Fiocruz",
        "Chumakov-Federal-Scientific-Center", "CIGB", "Sinopharm-WIBP", "Instituto-Butantan", "NVSI",
        "Yisheng-Biopharma", "Finlay-Institute",
    ]

    /// Nucleic acid amplification, and rapid antigen (LOINC).
    static let testTypes: Set<String> = ["LP6464-4", "LP217198-3"]

    /// Not detected, and detected (SNOMED CT).
    static let testResults: Set<String> = ["260415000", "260373001"]
}
