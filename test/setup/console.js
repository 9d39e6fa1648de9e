// jest buffers its own console, which hides from a test what a command prints.
import console from 'node:console';

globalThis.console = console;
