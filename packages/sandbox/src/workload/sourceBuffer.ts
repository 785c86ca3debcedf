import { readJson, writeJson } from './jsonFile';
import { due } from './topicFlow';

/** How many times faster than usual a source delivers what it has kept. */
const CATCH_UP = 10;

/** Records that wait, made at even distances between two times in milliseconds. */
interface Waiting {
  count: number;
  from: number;
  to: number;
}

interface Noted {
  /** Highest sequence number that Kafka has confirmed. */
  acknowledged: number;
  scale: number;
  /** Records made and not confirmed; the first of them gets the next sequence number. */
  waiting?: Waiting[];
}

/**
 * A producer outside of the cluster. What Kafka does not take, because it is
 * down, full or told by a quota to slow down, is kept here and delivered
 * later: nothing that was made is ever dropped. Counts are of stored records.
 */
export class SourceBuffer {
  acknowledged = 0;
  private waiting: Waiting[] = [];
  private carry = 0;
  private allowance = 0;
  private notedScale: number | undefined;

  private constructor(private readonly file: string) {}

  /** Reads the source's notebook; without one the source has never sent anything. */
  static async open(file: string): Promise<SourceBuffer> {
    const buffer = new SourceBuffer(file);
    const noted = await readJson<Noted>(file);
    if (noted) {
      buffer.acknowledged = noted.acknowledged;
      buffer.waiting = noted.waiting ?? [];
      buffer.notedScale = noted.scale;
    }
    return buffer;
  }

  /** How many records one stored one stands for; undefined before the source has begun. */
  get scale(): number | undefined {
    return this.notedScale;
  }

  /** Records that wait. */
  get kept(): number {
    return this.waiting.reduce((sum, { count }) => sum + count, 0);
  }

  /** Kafka holds more than was noted: the note was not written any more. */
  correct(lastSequence: number): void {
    if (lastSequence > this.acknowledged)
      this.delivered(lastSequence - this.acknowledged);
  }

  /** Makes what is due after `seconds`. */
  make(perSecond: number, seconds: number, now: number): void {
    const { count, carry } = due(this.carry, perSecond, seconds);
    this.carry = carry;
    if (count === 0) return;
    const distance = 1_000 / perSecond;
    const from = now - (count - 1) * distance;
    const last = this.waiting[this.waiting.length - 1];
    // Records made one after the other without a gap are one entry, so the list stays short.
    if (last && Math.abs(from - last.to - distance) < distance) {
      last.count += count;
      last.to = now;
    } else {
      this.waiting.push({ count, from, to: now });
    }
  }

  /**
   * Times of the records to send next: all that wait, no faster than a
   * multiple of the usual rate and than `limit`, in records per second.
   */
  next(
    perSecond: number,
    seconds: number,
    limit: number | undefined,
  ): number[] {
    const most = Math.ceil(perSecond * CATCH_UP * seconds);
    const allowed = due(this.allowance, limit ?? 0, seconds);
    this.allowance = limit === undefined ? 0 : allowed.carry;
    let left = limit === undefined ? most : Math.min(most, allowed.count);
    const times: number[] = [];
    for (const { count, from, to } of this.waiting) {
      const step = count > 1 ? (to - from) / (count - 1) : 0;
      for (let index = 0; index < count && left > 0; index += 1, left -= 1)
        times.push(Math.round(from + index * step));
    }
    return times;
  }

  /** Kafka has confirmed the next `count` records. */
  delivered(count: number): void {
    this.acknowledged += count;
    let left = count;
    while (left > 0 && this.waiting.length > 0) {
      const first = this.waiting[0];
      if (first.count <= left) {
        left -= first.count;
        this.waiting.shift();
      } else {
        first.from += (left * (first.to - first.from)) / (first.count - 1);
        first.count -= left;
        left = 0;
      }
    }
  }

  /** Writes the notebook. */
  async save(scale: number): Promise<void> {
    this.notedScale = scale;
    const noted: Noted = {
      acknowledged: this.acknowledged,
      scale,
      ...(this.waiting.length > 0 ? { waiting: this.waiting } : {}),
    };
    await writeJson(this.file, noted);
  }
}
