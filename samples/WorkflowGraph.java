package org.example.workflow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A graph of steps, run level by level; a step sees the results of those it depends on. */
public final class WorkflowGraph {
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    /** What a step does with the results it depends on. */
    @FunctionalInterface
    public interface Step {
        Object run(Map<String, Object> inputs) throws Exception;

        default Step then(UnaryOperator<Object> next) {
            return inputs -> next.apply(run(inputs));
        }
    }

    /** How a step ended. */
    public sealed interface Outcome permits Outcome.Done, Outcome.Failed, Outcome.Skipped {
        record Done(Object value, Duration took) implements Outcome {}

        record Failed(Exception cause, int attempts) implements Outcome {
            public Failed {
                Objects.requireNonNull(cause);
                if (attempts < 1) {
                    throw new IllegalArgumentException("a failure needs an attempt, not " + attempts);
                }
            }
        }

        record Skipped(String because) implements Outcome {}

        default String describe() {
            return switch (this) {
                case Done done when done.value() == null -> "done";
                case Done done -> "done: " + done.value();
                case Failed failed -> "failed after " + failed.attempts() + ": " + failed.cause().getMessage();
                case Skipped skipped -> "skipped because of " + skipped.because();
            };
        }
    }

    private static final class Node {
        final String name;
        final Step step;
        final Set<String> dependencies;
        int attempts = 1;
        Duration timeout = Duration.ofSeconds(30);

        Node(String name, Step step, Collection<String> dependencies) {
            this.name = name;
            this.step = step;
            this.dependencies = new LinkedHashSet<>(dependencies);
        }
    }

    public WorkflowGraph add(String name, Step step, String... dependencies) {
        if (nodes.putIfAbsent(name, new Node(name, step, List.of(dependencies))) != null) {
            throw new IllegalArgumentException("there is already a step '" + name + "'");
        }
        return this;
    }

    public WorkflowGraph retry(String name, int attempts, Duration timeout) {
        Node node = require(name);
        node.attempts = Math.max(1, attempts);
        node.timeout = timeout;
        return this;
    }

    /** Steps that can run together, in order. Fails on an unknown dependency and on a cycle, naming it. */
    public List<List<String>> levels() {
        for (Node node : nodes.values()) {
            node.dependencies.forEach(this::require);
        }
        Map<String, Integer> open = new HashMap<>();
        nodes.values().forEach(node -> open.put(node.name, node.dependencies.size()));

        List<List<String>> levels = new ArrayList<>();
        List<String> ready = namesWhere(open, 0);
        while (!ready.isEmpty()) {
            levels.add(ready);
            ready.forEach(open::remove);
            for (Node node : nodes.values()) {
                for (String done : ready) {
                    if (node.dependencies.contains(done)) {
                        open.computeIfPresent(node.name, (key, count) -> count - 1);
                    }
                }
            }
            ready = namesWhere(open, 0);
        }
        if (!open.isEmpty()) {
            throw new IllegalStateException("the steps depend on each other: " + cycleIn(open.keySet()));
        }
        return levels;
    }

    public Map<String, Outcome> run(ExecutorService pool) throws InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (List<String> level : levels()) {
            Map<String, Future<Outcome>> running = new LinkedHashMap<>();
            for (String name : level) {
                Node node = nodes.get(name);
                String broken = firstBroken(node, outcomes);
                if (broken != null) {
                    outcomes.put(name, new Outcome.Skipped(broken));
                    continue;
                }
                Map<String, Object> inputs = inputsOf(node, outcomes);
                Callable<Outcome> work = () -> attempt(node, inputs);
                running.put(name, pool.submit(work));
            }
            for (var entry : running.entrySet()) {
                outcomes.put(entry.getKey(), await(nodes.get(entry.getKey()), entry.getValue()));
            }
        }
        return outcomes;
    }

    private static Outcome attempt(Node node, Map<String, Object> inputs) {
        Exception last = null;
        for (int attempt = 1; attempt <= node.attempts; attempt++) {
            long started = System.nanoTime();
            try {
                Object value = node.step.run(inputs);
                return new Outcome.Done(value, Duration.ofNanos(System.nanoTime() - started));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return new Outcome.Failed(stopped, attempt);
            } catch (Exception failure) {
                last = failure;
            }
        }
        return new Outcome.Failed(last, node.attempts);
    }

    private static Outcome await(Node node, Future<Outcome> future) throws InterruptedException {
        try {
            return future.get(node.timeout.toMillis() * node.attempts, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            future.cancel(true);
            return new Outcome.Failed(late, node.attempts);
        } catch (ExecutionException bug) {
            return new Outcome.Failed(bug.getCause() instanceof Exception cause ? cause : bug, 1);
        }
    }

    private static String firstBroken(Node node, Map<String, Outcome> outcomes) {
        for (String dependency : node.dependencies) {
            if (!(outcomes.get(dependency) instanceof Outcome.Done)) {
                return dependency;
            }
        }
        return null;
    }

    private static Map<String, Object> inputsOf(Node node, Map<String, Outcome> outcomes) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (String dependency : node.dependencies) {
            if (outcomes.get(dependency) instanceof Outcome.Done done) {
                inputs.put(dependency, done.value());
            }
        }
        return inputs;
    }

    private String cycleIn(Set<String> candidates) {
        Deque<String> path = new ArrayDeque<>();
        String at = candidates.iterator().next();
        do {
            path.addLast(at);
            String from = at;
            at = nodes.get(from).dependencies.stream().filter(candidates::contains).findFirst().orElseThrow();
        } while (!path.contains(at));
        while (!path.peekFirst().equals(at)) {
            path.removeFirst();
        }
        return path.stream().collect(Collectors.joining(" -> ", "", " -> " + at));
    }

    private Node require(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("unknown step '" + name + "'; known: " + nodes.keySet());
        }
        return node;
    }

    private static List<String> namesWhere(Map<String, Integer> counts, int wanted) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == wanted)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
