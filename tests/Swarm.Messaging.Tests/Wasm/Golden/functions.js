#!/usr/bin/env node
// A file with every way to write a function.
import fs, { readFile } from 'node:fs';
import './side-effect.js';
export { join } from 'node:path';
const http = require('http');

function plain(a, b) {
  if (a && b) {
    return a ? 1 : 2;
  } else if (a || b) {
    for (const x of b) {
      while (x) break;
    }
  }
  return a ?? b;
}

const arrow = (x) => x > 1 ? x : -x;

/* a block
   comment */
class Queue extends Base {
  static count = 0;
  handler = async () => { await import('./lazy.js'); };

  constructor(size) {
    super();
    this.size = size || 10;
  }

  get length() { return this.items.length; }

  async *drain() {
    try {
      for await (const item of this.items) yield item;
    } catch (error) {
      throw error;
    } finally {
      this.done = true;
    }
  }
}

function* generate(kind) {
  switch (kind) { // the default is no decision
    case 'a':
    case 'b':
      yield 1;
      break;
    default:
      yield 2;
  }
  do { kind &&= null; } while (kind);
}

const api = {
  async start() { for (let i = 0; i < 3; i++) for (const k in api) ; },
  stop: function () {},
};

module.exports = [1, 2].map(function named(n) { return n; }).filter((n) => n);
if (arrow) plain(`multi

line ${() => 1}`);
