import type { Options } from "./options";
import legacy = require("legacy");
import * as path from "node:path";

interface Shape { area(): number; }
declare function external(x: number): void;

abstract class Base<T> implements Shape {
  private readonly pick = (x: T): T | undefined => x ?? undefined;

  constructor(protected readonly name: string, private count?: number) {}

  abstract area(): number;

  overload(a: string): void;
  overload(a: number): void;
  overload(a: unknown): void {
    if (typeof a === "string") return;
    else if (typeof a === "number") return;
  }

  static async of<U>(value: U): Promise<U> { return value!; }

  set size(v: number) { this.count ||= v; }
}

namespace Inner {
  export function deep(this: void, o?: Options): boolean {
    return o?.enabled === true && !!o.name;
  }
}

enum Colour { Red, Green }

export default function (c: Colour): string {
  switch (c) {
    case Colour.Red: return "red";
    case Colour.Green: return "green";
  }
}

function assertIs(x: unknown): asserts x is string {}
export const curry = (a: number) => (b: number) => a + b;
@decorate()
class Decorated { @log() run<T extends object>(x: T = {} as T) { try { x; } catch { } } }
