// Preloaded into a process whose clock is to be wrong by PENSTOCK_E2E_CLOCK_MS; what measures spans is left alone, as on a real machine.
const shiftMs = Number(process.env.PENSTOCK_E2E_CLOCK_MS ?? 0);
const RightDate = Date;

class ShiftedDate extends RightDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RightDate.now() + shiftMs] : given));
  }

  static now() {
    return RightDate.now() + shiftMs;
  }
}

// Not by an assignment: a type checker would take that for a declaration.
Reflect.set(globalThis, 'Date', ShiftedDate);
