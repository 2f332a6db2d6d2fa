using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>What commits tell of a code task.</summary>
internal static class Events
{
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public static TaskRetryScheduled Retry(string taskId, RecoveryOrder order, string? instanceId, int afterMs = 0) => new()
    {
        TaskId = taskId, Version = 3 * order.Attempt, Attempt = order.Attempt, At = Start.AddMilliseconds(afterMs), TargetId = "wasm.host-1",
        ErrorType = order.ErrorType, Message = $"it was {order.ErrorType}", InstanceId = instanceId, Recovery = order,
    };

    public static TaskRerouted Fallback(string taskId, int attempt, string errorType, string? instanceId, string type = "regular_agent", int afterMs = 1_000) => new()
    {
        TaskId = taskId, Version = 3 * attempt, Attempt = attempt, At = Start.AddMilliseconds(afterMs), TargetId = "wasm.host-1", Cause = "fallback",
        FallbackType = type, ErrorType = errorType, Message = $"it was {errorType}", InstanceId = instanceId,
    };

    public static TaskRerouted Reroute(string taskId, int attempt, string agent) => new()
    {
        TaskId = taskId, Version = 3 * attempt, Attempt = attempt, At = Start.AddSeconds(2), TargetId = agent, Cause = "reroute",
        FallbackType = "regular_agent", ErrorType = "refused", Message = "no",
    };

    public static TaskCompleted Completed(string taskId, int attempt, int afterMs = 500) => new()
    {
        TaskId = taskId, Version = 3 * attempt, Attempt = attempt, At = Start.AddMilliseconds(afterMs), TargetId = "wasm.host-1",
    };

    public static TaskDeadLettered Dead(string taskId, int attempt, string errorType) => new()
    {
        TaskId = taskId, Version = 3 * attempt, Attempt = attempt, At = Start.AddSeconds(3), Reason = "retries_exhausted", ErrorType = errorType, Message = "gone",
    };
}
