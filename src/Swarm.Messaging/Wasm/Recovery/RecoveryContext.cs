using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What an action knows, and what it may say.</summary>
/// <param name="attempt">The coming execution, 2 or more.</param>
/// <param name="order">With the settings of the attempt, already adjusted.</param>
/// <param name="payload">The task's payload, UTF-8 JSON; empty when it has none.</param>
public sealed class RecoveryContext(string taskId, int attempt, RecoveryOrder order, ReadOnlyMemory<byte> payload)
{
    private readonly List<ExecutedAction> executed = [];

    public string TaskId => taskId;

    public int Attempt => attempt;

    public RecoveryOrder Order => order;

    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>The instance the last execution failed on; null when it is not known.</summary>
    public string? InstanceId => order.InstanceId;

    /// <summary>The actions before this one.</summary>
    public IReadOnlyList<ExecutedAction> Executed => executed;

    /// <summary>When the coming attempt fails, it is the last one inside WebAssembly: the task goes to its fallback.</summary>
    public bool FallbackOnFailure { get; set; }

    internal void Add(ExecutedAction action) => executed.Add(action);
}
