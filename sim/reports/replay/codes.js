// Numbers that stand for something in the document, as in the enumerations of the model.

export const ACTIVITY = { service: 0, gate: 1, passedOver: 12 };
export const HOLD = { partner: 0, pause: 1, travel: 2, line: 3 };
export const REASON = { open: 0, closed: 1 };
export const CAUSE = { service: 0, travel: 4, closed: 8, yardFull: 10, offShift: 11, partner: 12, queue: 13 };
