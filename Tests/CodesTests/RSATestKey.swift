/// A key of the tests, made for them alone: making one takes seconds in a debug build.
enum RSATestKey {
    /// The private key (PKCS #1, DER) in Base64; 2048 bits.
    static let base64 =
        "MIIEpAIBAAKCAQEAxH22SSyVcmkzHaF9OsFlOcXRtOTn1KPm/968CHsaqSWtlYW9bofzLYc+y2yuEqSfm3VYbXfeatBnvLcVf4oO"
        + "/Bo9uvJYMzyb55qdCl5o6Srs2YY3srRJPA2/MtJqXqvPKAdaPNoAcLtHIbScfG3Zt2R9MOES4z36TPsuNAv9bQnJn7s24TGG0l3u"
        + "mI+FLcMx8i03btQ+aD8xbS4vAJq8ei1XbRXyejfKWTqwpcoPKlDULbQX/dFkr1UhW0UU6ctiYRreVVPPGApKnbIZjHmRleZt1anx"
        + "cxIloXypcKkEIbHhBWSsGi1nuKY1v7A4c+ua3WZMMC3z4R6kLQ5t7JEvuwIDAQABAoIBAAkJVwbKfB0E5YrpUF8RYdxkUp6lIFxR"
        + "JWCDF9a0Aqfgybjkq6+XpQFlBOhKGT9WPtjhbq2qI5p59ytgqCZzbPj/I/OjDZddpDXkkHBXoy+F/9qJJ6qaS/vtDewCbU3pTN+k"
        + "ZuwBgp+snTrZmZDHZIngnzlOQJYe1ZIQwzE1k/QduHy8d1l8Ec5fMkPRdlRYMQ4/cNAAiROzQ0oUWjD29xzCQHCvVoHTgjd6A465"
        + "z3NJ6mMicmAh9YZGALcayX7sqOsNYdApmtOt50OqxQJla1jQiZDb5d3PFF6PJ5C/6OEB866BYYxXOaw0M9DB4fGojzHRpZk8EdX6"
        + "xqL91TTYSVECgYEA4nWa8F4KIIcsWDXzBmEoCFIum0ez4PsSfzuhcmNWC1pOBKxNrVqHb598LtIEQFVbdFIGHpqACAn7GMDwzvnR"
        + "04eHPcEjNf8VZVQUN/3uj4rJe2BIrh0v0WQIZOu4wsxbieNLPrQ+VJx+JPDbcFcu9KpRkZO44Wt6wZrOMIstiiUCgYEA3h9X0SI0"
        + "ikT+Oz8hfnnVT3gzsMFB6Ih+1LvbiQfZ1au7jELBNDUXdtdIW192djv0uPPmlXPv4iWliyRPID/45FIpYe8fL9YiV3q1GKq0ph8r"
        + "A6rEEWrePKiD4q4Xso+0DV578xzSiOGPhGkaM1d4dRLnQJEam7amYXyjFu5tfF8CgYAYL0UfvHtKZAU5WnGc0c1rrhMqJCsysL2V"
        + "9vFT/QXYaomAeEJHbC6gniCuA2HO2Q7OSmA67ncT5LT7PMe64vUkqQmpb7Hp91b6nlMWc7kBfWntEihQ5+8OZqd6163AqABypmKH"
        + "zMoHUTsriMl2oujx2iqh6GvLLyZJ/NVeW86+PQKBgQDCEOpd6x+yasMgqnCuGu4Wx7OJy9+0tYTygss1NynIeImc6zn4TiaZC1DJ"
        + "nGdYt9uBuH8OtsOwdyninq+PQrVHbs1/Jje+SL2qZqhQy9yXg4XGZ210tkVDBAxugaJsvQcX4yQybU04kLIeguGEV/kDeKeZDu4L"
        + "fBJz/DxVraz0ywKBgQCTHJg4e9jfDwriT1TeGRXGckCwUku+PrEXXqYW9upM3gOQ9/BnyKla3f6Qn5QPdzYfR3AWoCXjqd7GuoLY"
        + "LqmDvRIQX9blmPSZQ5F6m0Ns6QvNtnZosORmUVBU1V0rypC0Jjv3Y75yL9c3+B9qE9DSpRmhjodXaX0jVopuwlAgWg=="
}
