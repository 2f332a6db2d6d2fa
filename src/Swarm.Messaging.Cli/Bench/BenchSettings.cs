namespace Swarm.Messaging.Cli.Bench;

/// <summary>What a benchmark runs against, and how much.</summary>
internal sealed record BenchSettings
{
    /// <summary>Of the scenario wasm, where one costs some 40 ms of a processor.</summary>
    public const int Parses = 400;

    public const int Rounds = 5;

    /// <summary>Of the mixed load in the scenario routing.</summary>
    public const int MixedTasks = 1_000;

    /// <summary>
    /// Tasks of the mixed load accepted and not ended, at most. 24: more than the ten slots of the smallest pool, and the most tasks a second
    /// of those tried: docs/benchmarks.md.
    /// </summary>
    public const int MixedOutstanding = 24;

    /// <summary>Nodes of workflows under way, at most. 3,000: with 1,000, 15 nodes to a workflow, the slots stand empty now and then.</summary>
    public const int WorkflowNodes = 3_000;

    /// <summary>Of leadership, by default.</summary>
    public static readonly TimeSpan LeaderLease = TimeSpan.FromSeconds(15);

    /// <summary>Null: the embedded mode, in-memory transport and a redis-server of the benchmark's own.</summary>
    public Uri? Broker { get; init; }

    public string? Redis { get; init; }

    /// <summary>Start redis-server and rabbitmq-server on free loopback ports for the run.</summary>
    public bool StartServices { get; init; }

    /// <summary>Tasks in a pass.</summary>
    public int Count { get; init; } = 10_000;

    /// <summary>Passes: the first is cold, the last warm.</summary>
    public int Passes { get; init; } = 8;

    /// <summary>Tasks submitted and not yet seen to complete, at most.</summary>
    public int Outstanding { get; init; } = 1_000;

    /// <summary>Tasks in one SubmitTasks.</summary>
    public int Bulk { get; init; } = 100;

    /// <summary>Single events on swarm.events as well: a message each.</summary>
    public bool EventBridge { get; init; }

    /// <summary>The log file of every transition, as in production.</summary>
    public bool Log { get; init; } = true;

    /// <summary>Of everything random; null: another one each run, which the run prints.</summary>
    public int? Seed { get; init; }

    /// <summary>Processes that are hosts.</summary>
    public int Processes { get; init; } = 5;

    /// <summary>Of leadership; renewed three times in it.</summary>
    public TimeSpan Lease { get; init; } = LeaderLease;
}
