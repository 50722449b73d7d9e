import Glibc

exit(TestDaemon.main(Array(CommandLine.arguments.dropFirst())))
