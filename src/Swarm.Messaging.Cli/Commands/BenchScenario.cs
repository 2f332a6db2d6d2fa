using Swarm.Messaging.Cli.Bench;
using Swarm.Messaging.Cli.Bench.Faults;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>One benchmark as a verb: what it measures, how much of it by default, and what it takes no account of.</summary>
/// <param name="Counts">What <c>--count</c> counts.</param>
/// <param name="Passes">What <c>--passes</c> counts; null: there are none.</param>
/// <param name="Outstanding">What <c>--outstanding</c> bounds; null: nothing.</param>
internal sealed record BenchScenario(
    string Name, string Description, string Counts, string? Passes, string? Outstanding, BenchSettings Defaults, string Examples,
    Func<BenchSettings, Action<string>, CancellationToken, Task<BenchReport>> Run)
{
    /// <summary>It starts hosts as processes, on a Redis of its own and, unless one is named, a RabbitMQ of its own: <c>--processes</c>, <c>--lease</c>, <c>--seed</c> say how.</summary>
    public bool IsFleet { get; init; }

    private const string Cold = "Passes; the first is cold, the last warm";
    private const string UnderWay = "Tasks under way at most";

    private static readonly BenchSettings Usual = new();

    public static IReadOnlyList<BenchScenario> All { get; } =
    [
        new("tasks", "Tasks that do nothing through the whole durable chain", "Tasks in a pass", Cold, UnderWay, Usual,
            """
            swarm bench tasks                               embedded: in-memory transport, a redis-server of its own
            swarm bench tasks --start-services              on a RabbitMQ and a Redis of its own, on free loopback ports
            swarm bench tasks --broker amqp://localhost --redis localhost:6379 --count 1000 --json
            """,
            (settings, say, cancellation) => new TasksBench(settings, say).RunAsync(cancellation)),
        new("routing", "Ranking, choice of a target, fallback; a mixed load with faulty modules", "Tasks of the mixed load", null,
            "Tasks of the mixed load that are accepted and not ended, at most",
            Usual with { Count = BenchSettings.MixedTasks, Outstanding = BenchSettings.MixedOutstanding },
            """
            swarm bench routing
            swarm bench routing --count 5000 --outstanding 40
            """,
            (settings, say, cancellation) => new RoutingBench(settings, say).RunAsync(cancellation)),
        new("wasm", "20 WebAssembly instances against the same parses straight on Wasmtime", "Parses in a round", "Rounds", null,
            Usual with { Count = BenchSettings.Parses, Passes = BenchSettings.Rounds },
            """
            swarm bench wasm
            swarm bench wasm --count 100 --passes 2
            """,
            (settings, say, cancellation) => new WasmBench(settings, say).RunAsync(cancellation)),
        new("workers", "Tiny tasks on worker processes: pool alone, whole chain, a process per task", "Tasks in a pass", Cold, UnderWay, Usual,
            "swarm bench workers",
            (settings, say, cancellation) => new WorkersBench(settings, say).RunAsync(cancellation)),
        new("workflows", "5, 15 and 30 nodes: waiting ones against one after another, and no-ops", "Nodes in a pass", Cold, "Nodes under way at most",
            Usual with { Outstanding = BenchSettings.WorkflowNodes },
            """
            swarm bench workflows
            swarm bench workflows --start-services --count 3000 --passes 4
            """,
            (settings, say, cancellation) => new WorkflowsBench(settings, say).RunAsync(cancellation)),
        new("distribution", "CRM tasks over 100 agents on the bus and 1,000 sessions, with faults; what choosing and a long queue cost",
            "Entries that wait, at most; a hundredth of it, 200 to 10,000, are tasks of each part", null, null,
            Usual with { Count = 1_000_000 },
            """
            swarm bench distribution
            swarm bench distribution --start-services
            swarm bench distribution --count 100000
            """,
            (settings, say, cancellation) => new DistributionBench(settings, say).RunAsync(cancellation)),
        new("swarms", "10, 100 and 1,000 swarms: first leader, registration, heartbeats, how long a message takes at 500 a second, connections, memory", "Swarms, at most", null, null,
            Usual with { Count = 1_000 },
            """
            swarm bench swarms
            swarm bench swarms --count 100
            """,
            (settings, say, cancellation) => new SwarmsBench(settings, say).RunAsync(cancellation)),
        new("swarms-failover", "kill -9 of the process that leads, again and again: how long nobody leads", "Kills", null, null, Usual with { Count = 20 },
            """
            swarm bench swarms-failover                     20 kills, lease 15 s: about seven minutes
            swarm bench swarms-failover --count 3 --processes 3 --lease 3s
            """,
            (settings, say, cancellation) => new SwarmsFailoverBench(settings, say).RunAsync(cancellation)) { IsFleet = true },
        new("swarms-faults", "Processes paused, killed and cut off, Redis killed, at random, under load; then checks that nothing was lost or led twice", "Seconds of faults", null, null,
            Usual with { Count = 60 },
            """
            swarm bench swarms-faults                       60 s of faults on 5 processes, then what is left to recover
            swarm bench swarms-faults --seed 7              the same faults at the same moments again
            swarm bench swarms-faults --count 20 --processes 3 --lease 3s
            """,
            (settings, say, cancellation) => new SwarmsFaultsBench(settings, say).RunAsync(cancellation)) { IsFleet = true },
        new("workflows-soak", "Workflows at half of what the host can do; does memory grow", "Minutes", null, null, Usual with { Count = 30 },
            """
            swarm bench workflows-soak                      30 minutes
            swarm bench workflows-soak --count 5
            """,
            (settings, say, cancellation) => new WorkflowsSoak(settings, say).RunAsync(cancellation)),
    ];
}
