using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>How far a code task has come on its way over targets.</summary>
public sealed record TaskRouting
{
    public required TaskClassification Classification { get; init; }

    /// <summary>open: wherever its pair is declared. wasm: it recovers in WebAssembly. agent: it left WebAssembly by fallback and is not offered it again.</summary>
    public required string Phase { get; init; }

    /// <summary>What targets must declare and what they are chosen by, e.g. <c>code/rs:analyze+agent!agent-7?streaming</c>.</summary>
    public required string Needs { get; init; }

    /// <summary>Ended executions in WebAssembly, all failed.</summary>
    public int WasmAttempts { get; init; }

    /// <summary>Ended executions at agents, all failed.</summary>
    public int AgentAttempts { get; init; }

    /// <summary>How often it was given to a target of its own choice, at most 1 + 3: its first, the fallback and each rerouting.</summary>
    public int Routings { get; init; }

    /// <summary>Targets that do not get it because it failed there.</summary>
    public IReadOnlyList<string> Avoided { get; init; } = [];

    /// <summary>What is done before the coming execution, or was before the running one; null when it recovers from nothing.</summary>
    public RecoveryOrder? Recovery { get; init; }

    /// <summary>The instance of the latest failed execution.</summary>
    public string? InstanceId { get; init; }

    /// <summary>regular_agent or streaming_agent, once it left WebAssembly.</summary>
    public string? FallbackType { get; init; }

    /// <summary>Why it stands where it stands: a sentence for people.</summary>
    public required string Why { get; init; }
}
