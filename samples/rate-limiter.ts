// Rate limits by token bucket and sliding window, per client, with an answer that says when to come back.

export interface Clock {
  now(): number;
}

export interface Decision {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Milliseconds until the same request would be allowed; 0 when it is. */
  readonly retryAfter: number;
}

export interface Limiter {
  readonly name: string;
  take(cost?: number): Decision;
  reset(): void;
}

export type LimitRule =
  | { kind: "bucket"; capacity: number; refillPerSecond: number }
  | { kind: "window"; limit: number; windowMs: number }
  | { kind: "all"; rules: LimitRule[] };

export const systemClock: Clock = { now: () => Date.now() };

abstract class LimiterBase implements Limiter {
  protected constructor(
    public readonly name: string,
    protected readonly clock: Clock,
  ) {}

  abstract take(cost?: number): Decision;

  abstract reset(): void;

  protected refuse(retryAfter: number, remaining = 0): Decision {
    return { allowed: false, remaining, retryAfter: Math.max(1, Math.ceil(retryAfter)) };
  }

  protected allow(remaining: number): Decision {
    return { allowed: true, remaining: Math.floor(remaining), retryAfter: 0 };
  }
}

/** Lets bursts through up to its capacity and refills steadily. */
export class TokenBucket extends LimiterBase {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly capacity: number,
    private readonly refillPerSecond: number,
    clock: Clock = systemClock,
  ) {
    super("bucket", clock);
    if (capacity <= 0 || refillPerSecond <= 0) {
      throw new RangeError(`a bucket needs a positive capacity and refill, not ${capacity} and ${refillPerSecond}`);
    }
    this.tokens = capacity;
    this.filledAt = clock.now();
  }

  take(cost = 1): Decision {
    this.refill();
    if (cost > this.capacity) return this.refuse(Number.MAX_SAFE_INTEGER, this.tokens);
    if (cost > this.tokens) {
      return this.refuse(((cost - this.tokens) / this.refillPerSecond) * 1000, this.tokens);
    }
    this.tokens -= cost;
    return this.allow(this.tokens);
  }

  reset(): void {
    this.tokens = this.capacity;
    this.filledAt = this.clock.now();
  }

  private refill(): void {
    const now = this.clock.now();
    const seconds = (now - this.filledAt) / 1000;
    if (seconds <= 0) return; // a clock that stepped back gives nothing and takes nothing
    this.tokens = Math.min(this.capacity, this.tokens + seconds * this.refillPerSecond);
    this.filledAt = now;
  }
}

/** Counts exactly what happened within the last window. */
export class SlidingWindow extends LimiterBase {
  private readonly taken: { at: number; cost: number }[] = [];

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
    clock: Clock = systemClock,
  ) {
    super("window", clock);
  }

  take(cost = 1): Decision {
    const now = this.clock.now();
    this.forget(now);
    const used = this.taken.reduce((sum, entry) => sum + entry.cost, 0);
    if (used + cost <= this.limit) {
      this.taken.push({ at: now, cost });
      return this.allow(this.limit - used - cost);
    }
    let freed = 0;
    for (const entry of this.taken) {
      freed += entry.cost;
      if (used - freed + cost <= this.limit) {
        return this.refuse(entry.at + this.windowMs - now, this.limit - used);
      }
    }
    return this.refuse(this.windowMs, this.limit - used);
  }

  reset(): void {
    this.taken.length = 0;
  }

  private forget(now: number): void {
    const start = now - this.windowMs;
    let stale = 0;
    while (stale < this.taken.length && this.taken[stale]!.at <= start) stale++;
    this.taken.splice(0, stale);
  }
}

/** Allows only what every limiter allows. A refusal by a later one is not undone in the earlier ones. */
export class AllOf implements Limiter {
  readonly name = "all";

  constructor(private readonly limiters: readonly Limiter[]) {}

  take(cost = 1): Decision {
    let remaining = Infinity;
    for (const limiter of this.limiters) {
      const decision = limiter.take(cost);
      if (!decision.allowed) return decision;
      remaining = Math.min(remaining, decision.remaining);
    }
    return { allowed: true, remaining, retryAfter: 0 };
  }

  reset(): void {
    this.limiters.forEach((limiter) => limiter.reset());
  }
}

export function createLimiter(rule: LimitRule, clock: Clock = systemClock): Limiter {
  switch (rule.kind) {
    case "bucket":
      return new TokenBucket(rule.capacity, rule.refillPerSecond, clock);
    case "window":
      return new SlidingWindow(rule.limit, rule.windowMs, clock);
    case "all":
      return new AllOf(rule.rules.map((inner) => createLimiter(inner, clock)));
    default: {
      const impossible: never = rule;
      throw new Error(`unknown rule ${JSON.stringify(impossible)}`);
    }
  }
}

interface Entry {
  limiter: Limiter;
  usedAt: number;
}

/** One limiter per client; those that nobody asked about for a while are dropped. */
export class ClientLimits {
  private readonly entries = new Map<string, Entry>();
  private readonly refusals = new Map<string, number>();

  constructor(
    private readonly rule: LimitRule | ((client: string) => LimitRule),
    private readonly idleMs = 600_000,
    private readonly clock: Clock = systemClock,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  check(client: string, cost = 1): Decision {
    const decision = this.entryOf(client).limiter.take(cost);
    if (!decision.allowed) this.refusals.set(client, (this.refusals.get(client) ?? 0) + 1);
    return decision;
  }

  async run<T>(client: string, work: () => Promise<T>, wait: (ms: number) => Promise<void>, tries = 5): Promise<T> {
    for (let attempt = 0; attempt < tries; attempt++) {
      const { allowed, retryAfter } = this.check(client);
      if (allowed) return await work();
      await wait(retryAfter);
    }
    throw new Error(`client ${client} was refused ${tries} times`);
  }

  sweep(): number {
    const oldest = this.clock.now() - this.idleMs;
    let dropped = 0;
    for (const [client, entry] of this.entries) {
      if (entry.usedAt < oldest && this.entries.delete(client)) dropped++;
    }
    return dropped;
  }

  worstClients(count = 10): [client: string, refusals: number][] {
    return [...this.refusals].sort(([, a], [, b]) => b - a).slice(0, count);
  }

  private entryOf(client: string): Entry {
    const now = this.clock.now();
    let entry = this.entries.get(client);
    if (!entry) {
      const rule = typeof this.rule === "function" ? this.rule(client) : this.rule;
      entry = { limiter: createLimiter(rule, this.clock), usedAt: now };
      this.entries.set(client, entry);
    }
    entry.usedAt = now;
    return entry;
  }
}
