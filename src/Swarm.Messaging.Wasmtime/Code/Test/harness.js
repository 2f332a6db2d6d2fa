// What tests run on: test, assert, assertEqual, assertThrows, console, timers and require. It takes what it needs of the language
// before the code under test can change it, and bounds all that it keeps.
(function () {
  'use strict';
  const { stringify } = JSON, { keys, is, getPrototypeOf, defineProperty, freeze } = Object, { isArray } = Array;
  const now = typeof performance === 'object' ? performance.now.bind(performance) : Date.now;
  const text = String, then = Promise.prototype.then, toPromise = Promise.resolve.bind(Promise), call = Function.prototype.call;
  const mostTests = 1000, mostLines = 200, mostText = 1000;
  let room = 150000; // characters of names, errors and lines together, so that the whole result stays under 1 MiB

  const registered = [], results = [], lines = [];
  let truncated = false, timers = [], clock = 0, timerId = 0, at = -1, running = null;
  const exported = { exports: {} };

  function cut(value) {
    let s;
    try { s = text(value); } catch { s = '<no text>'; }
    const length = s.length < mostText ? s.length : mostText;
    const kept = length < room ? length : room;
    if (kept < s.length) truncated = true;
    room -= kept;
    return s.slice(0, kept);
  }

  function show(value) {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return text(value);
    try {
      const json = stringify(value);
      return json === undefined ? text(value) : json;
    } catch { return text(value); }
  }

  function equal(a, b, depth) {
    if (is(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > 100) return false;
    if (getPrototypeOf(a) !== getPrototypeOf(b)) return false;
    if (a instanceof Date) return a.getTime() === b.getTime();
    if (a instanceof RegExp) return text(a) === text(b);
    if (a instanceof Map || a instanceof Set) return equal([...a], [...b], depth + 1);
    const ofA = keys(a), ofB = keys(b);
    if (ofA.length !== ofB.length || (isArray(a) && a.length !== b.length)) return false;
    for (let i = 0; i < ofA.length; i++) if (!(ofA[i] in b) || !equal(a[ofA[i]], b[ofA[i]], depth + 1)) return false;
    return true;
  }

  class AssertionError extends Error {
    constructor(message) { super(message); this.name = 'AssertionError'; }
  }

  function write(...values) {
    if (lines.length >= mostLines) { truncated = true; return; }
    let line = '';
    for (let i = 0; i < values.length; i++) line += (i ? ' ' : '') + show(values[i]);
    lines[lines.length] = cut(line);
  }

  function finish(ok, error) {
    const one = running;
    if (!one) return;
    running = null;
    results[results.length] = { name: one.name, ok, error: ok ? null : cut(error), durationMs: Math.round((now() - one.started) * 1000) / 1000 };
  }

  function next() {
    if (++at >= registered.length) return;
    const one = { name: registered[at].name, started: now() };
    running = one;
    const passed = () => { if (running === one) finish(true); };
    const failed = (error) => { if (running === one) finish(false, error); };
    try {
      const value = registered[at].run();
      if (value !== null && typeof value === 'object' && typeof value.then === 'function') call.call(then, toPromise(value), passed, failed);
      else passed();
    } catch (error) { failed(error); }
  }

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }

  define('test', function test(name, run) {
    if (typeof name !== 'string' || typeof run !== 'function') throw new TypeError('test(name, function)');
    if (registered.length >= mostTests) throw new RangeError('more than ' + mostTests + ' tests');
    registered[registered.length] = { name: cut(name), run };
  });
  define('assert', function assert(value, message) {
    if (!value) throw new AssertionError(message === undefined ? show(value) + ' is not true' : message);
  });
  define('assertEqual', function assertEqual(actual, expected, message) {
    if (!equal(actual, expected, 0))
      throw new AssertionError((message === undefined ? '' : message + ': ') + 'expected ' + show(expected) + ', got ' + show(actual));
  });
  define('assertThrows', function assertThrows(run, message) {
    let error;
    try { run(); } catch (thrown) { error = { thrown }; }
    if (!error) throw new AssertionError(message === undefined ? 'nothing was thrown' : message);
    return error.thrown;
  });
  define('console', freeze({ log: write, info: write, warn: write, error: write, debug: write }));
  define('setTimeout', function setTimeout(run, ms, ...values) {
    if (typeof run !== 'function') throw new TypeError('setTimeout(function, ms)');
    const id = ++timerId;
    timers[timers.length] = { id, due: clock + (ms > 0 ? +ms : 0), run: () => run(...values) };
    return id;
  });
  define('clearTimeout', function clearTimeout(id) { timers = timers.filter((timer) => timer.id !== id); });
  define('module', exported);
  define('exports', exported.exports);
  define('require', function require(name) {
    if (text(name)[0] !== '.') throw new Error("there is no module '" + name + "' here: only the content under test");
    return exported.exports;
  });

  // What the host calls. A clock that waits for nothing: when no job is left, the timer that is due first runs.
  defineProperty(globalThis, '__swarm', {
    value: freeze({
      offer(names) {
        for (const name of keys(names)) if (!(name in globalThis)) define(name, names[name]);
        for (const name of keys(names)) exported.exports[name] = names[name];
      },
      broken(file, error) {
        room = room > mostText * 2 ? room : mostText * 2;
        results[results.length] = { name: '(' + file + ')', ok: false, error: cut(error), durationMs: 0 };
      },
      start() { next(); },
      step() {
        if (!running) {
          if (at >= registered.length) return 'done';
          next();
          return 'more';
        }
        if (timers.length === 0) { finish(false, 'it waits for what never comes: nothing is left to run'); return 'more'; }
        let first = 0;
        for (let i = 1; i < timers.length; i++) if (timers[i].due < timers[first].due) first = i;
        const [timer] = timers.splice(first, 1);
        clock = timer.due;
        try { timer.run(); } catch (error) { finish(false, error); }
        return 'more';
      },
      result() {
        let passed = 0;
        for (let i = 0; i < results.length; i++) passed += results[i].ok ? 1 : 0;
        return stringify({ passed, failed: results.length - passed, tests: results, console: lines, truncated });
      },
    }),
  });
})();
