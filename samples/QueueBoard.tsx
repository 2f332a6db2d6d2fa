import React, { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";

type TaskState = "waiting" | "running" | "completed" | "failed";

interface TaskRow {
  id: string;
  operation: string;
  rank: number;
  state: TaskState;
  attempt: number;
  startedAt?: number;
  error?: string;
}

type Event =
  | { type: "snapshot"; tasks: TaskRow[] }
  | { type: "changed"; task: TaskRow }
  | { type: "removed"; id: string };

interface BoardState {
  tasks: ReadonlyMap<string, TaskRow>;
  version: number;
}

function reduce(state: BoardState, event: Event): BoardState {
  const tasks = new Map(event.type === "snapshot" ? [] : state.tasks);
  switch (event.type) {
    case "snapshot":
      event.tasks.forEach((task) => tasks.set(task.id, task));
      break;
    case "changed":
      tasks.set(event.task.id, event.task);
      break;
    case "removed":
      if (!tasks.delete(event.id)) return state;
      break;
  }
  return { tasks, version: state.version + 1 };
}

/** Follows the server's events and connects again with growing waits. */
function useTaskEvents(url: string): { state: BoardState; connected: boolean } {
  const [state, dispatch] = useReducer(reduce, { tasks: new Map(), version: 0 });
  const [connected, setConnected] = useState(false);
  const failures = useRef(0);

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const connect = () => {
      source = new EventSource(url);
      source.onopen = () => {
        failures.current = 0;
        setConnected(true);
      };
      source.onmessage = ({ data }) => dispatch(JSON.parse(data) as Event);
      source.onerror = () => {
        source?.close();
        setConnected(false);
        timer = setTimeout(connect, Math.min(30_000, 500 * 2 ** failures.current++));
      };
    };

    connect();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [url]);

  return { state, connected };
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

const labels: Record<TaskState, string> = {
  waiting: "Waiting",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
};

function Duration({ since, now }: { since?: number; now: number }) {
  if (since === undefined) return <td>–</td>;
  const seconds = Math.max(0, (now - since) / 1000);
  return <td className={seconds > 30 ? "slow" : undefined}>{seconds.toFixed(1)} s</td>;
}

interface RowProps {
  task: TaskRow;
  now: number;
  onRetry?: (id: string) => void;
}

const Row = React.memo(function Row({ task, now, onRetry }: RowProps) {
  const retry = useCallback(() => onRetry?.(task.id), [onRetry, task.id]);
  return (
    <tr data-state={task.state}>
      <th scope="row">{task.id}</th>
      <td>{task.operation}</td>
      <td>{labels[task.state]}{task.attempt > 1 && <small> (attempt {task.attempt})</small>}</td>
      <Duration since={task.state === "running" ? task.startedAt : undefined} now={now} />
      <td>
        {task.state === "failed" ? (
          <>
            <span title={task.error}>{task.error ?? "no reason given"}</span>
            {onRetry && <button onClick={retry}>Try again</button>}
          </>
        ) : null}
      </td>
    </tr>
  );
});

class Boundary extends React.Component<{ children: React.ReactNode }, { message?: string }> {
  state: { message?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  render() {
    return this.state.message ? <p role="alert">The board broke: {this.state.message}</p> : this.props.children;
  }
}

export interface QueueBoardProps {
  url: string;
  states?: TaskState[];
  limit?: number;
  onRetry?: (id: string) => void;
}

export default function QueueBoard({ url, states, limit = 200, onRetry }: QueueBoardProps) {
  const { state, connected } = useTaskEvents(url);
  const now = useNow(1000);
  const [search, setSearch] = useState("");

  const rows = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return [...state.tasks.values()]
      .filter((task) => !states || states.includes(task.state))
      .filter((task) => wanted === "" || task.id.includes(wanted) || task.operation.includes(wanted))
      .sort((a, b) => b.rank - a.rank || a.id.localeCompare(b.id))
      .slice(0, limit);
  }, [state.version, states, search, limit]);

  return (
    <Boundary>
      <section aria-busy={!connected}>
        <header>
          <h2>{rows.length} of {state.tasks.size} tasks</h2>
          {!connected && <p role="status">Connecting…</p>}
          <input type="search" value={search} onChange={(e) => setSearch(e.target.value)} placeholder="id or operation" />
        </header>
        {/* The table stays in place while it is empty, so that nothing jumps. */}
        <table>
          <tbody>
            {rows.length > 0
              ? rows.map((task) => <Row key={task.id} task={task} now={now} onRetry={onRetry} />)
              : <tr><td colSpan={5}>{search ? "Nothing matches." : "Nothing to show."}</td></tr>}
          </tbody>
        </table>
      </section>
    </Boundary>
  );
}
