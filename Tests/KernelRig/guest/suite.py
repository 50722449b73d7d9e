#!/usr/bin/python3
"""suite.py PROGRAMS DIRECTORY [CASE …]: runs the cases in this machine, which may be thrown away, and prints a table.

Ends with 0 when all were as they have to be. A case is a function `case_…`; its first line of documentation is what it
shows. Cases of a group share a site and its daemon, and run in the order in which they are written.
"""
import importlib, sys, time, traceback

import gate

GROUPS = ["converters", "reports", "usb"]
# All cases together; the guest is killed somewhat later.
LIMIT = 330.0


def run(group, programs, directory, wanted, began):
    module = importlib.import_module(group)
    cases = [(name[5:], value) for name, value in vars(module).items() if name.startswith("case_")]
    cases = [case for case in cases if not wanted or case[0] in wanted]
    failures = 0
    if not cases:
        return failures
    world = None
    try:
        started = time.monotonic()
        world = module.World(programs, directory + "/" + group)
        report(True, group, "the programs start", time.monotonic() - started)
        for name, case in cases:
            started = time.monotonic()
            if started - began > LIMIT:
                raise gate.Failed("the time of all cases is over")
            try:
                note = case(world)
                report(True, name, (case.__doc__ or "").split("\n")[0], time.monotonic() - started, note)
            except Exception as failure:
                failures += 1
                report(False, name, (case.__doc__ or "").split("\n")[0], time.monotonic() - started)
                explain(failure)
        started = time.monotonic()
        note = world.close()
        world = None
        report(True, group, "the journal holds all that was told", time.monotonic() - started, note)
    except Exception as failure:
        failures += 1
        report(False, group, "the group's beginning or end", 0)
        explain(failure)
    finally:
        if failures and hasattr(module, "last_words"):
            print(module.last_words(directory + "/" + group), flush=True)
    return failures


def report(good, name, words, seconds, note=None):
    line = "%s  %-27s %5.1f s  %s" % ("ok  " if good else "FAIL", name, seconds, words)
    print(line + (" (%s)" % note if note else ""), flush=True)


def explain(failure):
    if not isinstance(failure, gate.Failed):
        traceback.print_exc(file=sys.stdout)
    print("      %s" % failure, flush=True)


def main():
    programs, directory, wanted = sys.argv[1], sys.argv[2], set(sys.argv[3:])
    began = time.monotonic()
    failures = sum(run(group, programs, directory, wanted, began) for group in GROUPS)
    print("%d failed, %.0f s" % (failures, time.monotonic() - began) if failures else
          "all as it has to be, %.0f s" % (time.monotonic() - began), flush=True)
    return 1 if failures else 0


sys.exit(main())
