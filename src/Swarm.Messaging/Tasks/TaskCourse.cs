using System.Text.Json.Serialization;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// How far a task has come on its way over targets of several sorts: kept by the saga, decided on by the policy of its kind. A kind whose
/// failures are all alike has none.
/// </summary>
internal sealed record TaskCourse
{
    /// <summary>Null outside code tasks.</summary>
    public TaskClassification? Classification { get; init; }

    /// <summary>What is asked of targets instead of the task's own operation, e.g. <c>rs:analyze</c>; also the route its outcomes count for.</summary>
    public required string Route { get; init; }

    /// <summary>One of <see cref="TaskPhases"/>.</summary>
    public required string Phase { get; init; }

    /// <summary>Tags beside the caller's.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Targets it failed at.</summary>
    public IReadOnlyList<string> Avoid { get; init; } = [];

    public IReadOnlyList<string> Prefer { get; init; } = [];

    public IReadOnlyList<string> Favour { get; init; } = [];

    /// <summary>It runs in a session of its target.</summary>
    public bool Session { get; init; }

    /// <summary>Keys of limits that it counts for, see <see cref="Placement.Requirements.Flow"/>.</summary>
    public IReadOnlyList<string> Flow { get; init; } = [];

    /// <summary>It changes something outside that must not be changed twice: targets are told, and always get a key.</summary>
    public bool Once { get; init; }

    /// <summary>Every execution is told a key: the caller's, else the task's id.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>Ended executions in WebAssembly, all failed.</summary>
    public int WasmAttempts { get; init; }

    /// <summary>Ended executions at agents, all failed.</summary>
    public int AgentAttempts { get; init; }

    /// <summary>How often it was given to a target of its own choice: 1 at first, one more with the fallback and with each rerouting.</summary>
    public int Routings { get; init; } = 1;

    /// <summary>Of the first execution in WebAssembly, in MB; the latest recovery says what holds later.</summary>
    public int MemoryLimitMb { get; init; }

    /// <summary>Likewise, in ms.</summary>
    public long WasmTimeoutMs { get; init; }

    /// <summary>What the coming execution recovers from, and how; null outside recovery.</summary>
    public RecoveryOrder? Recovery { get; init; }

    /// <summary>The instance of the latest failed execution.</summary>
    public string? InstanceId { get; init; }

    /// <summary><c>regular_agent</c> or <c>streaming_agent</c>, once it left WebAssembly.</summary>
    public string? FallbackType { get; init; }

    /// <summary>Why it stands where it stands: a sentence for people.</summary>
    public required string Why { get; init; }

    [JsonIgnore]
    public long TimeoutMs => Recovery?.TimeoutMs ?? WasmTimeoutMs;

    public Requirements Requirements(string kind, IReadOnlyList<string>? tags) => new(kind, Route, [.. tags ?? [], .. Tags], Avoid, Prefer, Favour, Session, Flow);
}
