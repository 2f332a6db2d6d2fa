using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>What listeners of the channels hear. Messages and their fields are part of the interface to others: Recovery.md lists them.</summary>
internal sealed class RecoveryNews(RecoveryChannels channels)
{
    public async Task RecoveredAsync(string errorId, TaskEvent e, RecoveryReport last, ErrorClassification found, RecoveryResult result, CancellationToken cancellation)
    {
        await channels.SendAsync(
            RecoveryChannels.Recovery, "recovery_success",
            new { errorId, taskId = e.TaskId, last.InstanceId, result.Strategy, result.Attempts, result.ActionsExecuted, result.Duration }, cancellation).ConfigureAwait(false);
        await HandledAsync(errorId, e.TaskId, last.InstanceId, found, result, cancellation).ConfigureAwait(false);
    }

    public async Task FallbackAsync(string errorId, TaskRerouted e, ErrorClassification found, RecoveryResult result, CancellationToken cancellation)
    {
        await channels.SendAsync(
            RecoveryChannels.Fallback, e.FallbackType!,
            new { originalError = new { errorId, type = found.Type, message = e.Message }, context = new { e.TaskId, e.InstanceId, e.Operation, e.Attempt } },
            cancellation).ConfigureAwait(false);
        await channels.SendAsync(
            RecoveryChannels.Recovery, "fallback_activated",
            new { errorId, taskId = e.TaskId, e.InstanceId, fallbackType = e.FallbackType, errorType = found.Type, result.Attempts, result.Duration }, cancellation).ConfigureAwait(false);
        await HandledAsync(errorId, e.TaskId, e.InstanceId, found, result, cancellation).ConfigureAwait(false);
    }

    public Task HandledAsync(string errorId, string taskId, string? instanceId, ErrorClassification found, RecoveryResult result, CancellationToken cancellation) =>
        channels.SendAsync(
            RecoveryChannels.Recovery, "error_handled",
            new { errorId, taskId, instanceId, classification = found, strategy = result.Strategy, result, fallback = result.Fallback }, cancellation);

    /// <param name="critical">False: another agent is tried.</param>
    public Task EmergencyAsync(TaskEvent e, TaskFallback? fallback, string? errorType, string? message, string? targetId, bool critical, CancellationToken cancellation) =>
        channels.SendAsync(
            RecoveryChannels.Emergency, "emergency_fallback",
            new { taskId = e.TaskId, errorId = fallback?.ErrorId, fallbackType = fallback?.Type, targetId, errorType, message, criticalFailure = critical }, cancellation);
}
