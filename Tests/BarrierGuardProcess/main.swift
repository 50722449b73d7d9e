import Devices
import Glibc

exit(BarrierGuard.runGuardProcess())
