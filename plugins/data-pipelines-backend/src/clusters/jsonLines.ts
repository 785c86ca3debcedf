/**
 * Reads a byte stream as JSON, one document per line, as API servers send
 * watches. Ends with the stream; a line that is no JSON or longer than
 * `maxLineBytes` is an error, since a skipped event would be a silent gap.
 */
export async function* jsonLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let pending: string[] = [];
  let pendingLength = 0;
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      pending.push(text.slice(0, end));
      const line = pending.join('');
      pending = [];
      pendingLength = 0;
      text = text.slice(end + 1);
      if (line.trim() !== '') yield parseLine(line);
    }
    pending.push(text);
    pendingLength += text.length;
    if (pendingLength > maxLineBytes) {
      throw new Error(`A watch event is longer than ${maxLineBytes} bytes.`);
    }
  }
  const last = pending.join('');
  // A stream that breaks inside a line has lost an event: the position stays before it, so it comes again.
  if (last.trim() !== '') yield parseLine(last);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`A watch line of ${line.length} characters is not JSON.`);
  }
}
