import Testing
@testable import Commissioning
