"""Its place here lets every test import the builders beside it, such as `worlds`."""

import signal

# A shell's background jobs ignore Ctrl-C and hand that on: what tests start and interrupt has to hear it even there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
