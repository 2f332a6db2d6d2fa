using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Execution;

/// <summary>One attempt as the executor sees it.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="Attempt">1 for the first execution.</param>
/// <param name="LeaseToken">The right to run this attempt; travels with everything that is said about it.</param>
/// <param name="Operation">One of the executor's operations.</param>
/// <param name="Payload">The payload as UTF-8 JSON, at most 1 MiB.</param>
/// <param name="IdempotencyKey">The same on every attempt; hand it to whatever has side effects outside.</param>
/// <param name="Timeout">From the start of this execution.</param>
/// <param name="Progress">Takes progress reports; cheap, never blocks, may drop what comes too often.</param>
public sealed record TaskExecution(
    string TaskId,
    int Attempt,
    string LeaseToken,
    string Operation,
    ReadOnlyMemory<byte> Payload,
    string? IdempotencyKey,
    TimeSpan Timeout,
    IProgress<ExecutionProgress> Progress)
{
    /// <summary>0 (best) .. 100: who waits for something inside the target waits in this order.</summary>
    public int Rank { get; init; } = Priorities.Normal;

    /// <summary>When the task was accepted; null unless this is its first execution.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>To be called once when an execution of an executor that <see cref="IElasticExecutor.TellsBegin"/> begins. Quick, never blocks.</summary>
    public Action? Begun { get; init; }

    /// <summary>Set when this execution recovers from a failed one inside WebAssembly.</summary>
    public RecoveryOrder? Recovery { get; init; }
}
