/**
 * The paths of members that a JSON text names twice (`data.a`). Text that is
 * no valid JSON gives none: whoever parses it says what is wrong.
 */
export function duplicateFields(text: string): string[] {
  const found: string[] = [];
  const stack: Frame[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let pending: string | undefined;
  for (const match of text.matchAll(token)) {
    const [piece] = match;
    const top = stack[stack.length - 1];
    if (piece === '{' || piece === '[') {
      stack.push({
        path: pathOf(top),
        seen: piece === '{' ? new Set() : undefined,
        key: undefined,
        index: 0,
      });
    } else if (piece === '}' || piece === ']') {
      stack.pop();
    } else if (piece === ',') {
      if (top) {
        top.key = undefined;
        top.index += 1;
      }
    } else if (piece === ':') {
      if (top?.seen && pending !== undefined) {
        top.key = pending;
        if (top.seen.has(pending)) {
          found.push(pathOf(top));
        }
        top.seen.add(pending);
      }
    } else {
      pending = unquote(piece);
    }
  }
  return found;
}

interface Frame {
  path: string;
  /** Keys seen so far; undefined for an array. */
  seen: Set<string> | undefined;
  key: string | undefined;
  index: number;
}

function pathOf(frame: Frame | undefined): string {
  if (frame === undefined) {
    return '';
  }
  if (frame.seen === undefined) {
    return `${frame.path}[${frame.index}]`;
  }
  return frame.path === '' ? frame.key ?? '' : `${frame.path}.${frame.key}`;
}

function unquote(piece: string): string {
  try {
    return String(JSON.parse(piece));
  } catch {
    return piece;
  }
}
