namespace Swarm.Messaging.Contracts.Execution;

/// <summary>What is done before an execution that follows a failed one, and the settings it then runs under. Only inside WebAssembly.</summary>
public sealed record RecoveryOrder
{
    /// <summary>Name of the strategy, e.g. <c>memory_recovery</c>.</summary>
    public required string Strategy { get; init; }

    /// <summary>The class of the failure that it answers, e.g. <c>memory_error</c>.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Which recovery attempt this is, 1 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>In this order, each taking effect before the execution begins, e.g. <c>increase_memory</c>. One that fails is recorded and does not keep the next from being tried.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The instance the last execution failed on.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Linear memory of this execution in MB; null leaves it as it was.</summary>
    public int? MemoryLimitMb { get; init; }

    /// <summary>Time of this execution in ms; null leaves it as it was.</summary>
    public long? TimeoutMs { get; init; }

    /// <summary>Switches of this execution, e.g. <c>reduceMemoryUsage</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
