using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>Tasks by the ids that callers know, whatever is executed of them: whoever makes executions of something else knows which one an id means.</summary>
internal interface ITaskAccess
{
    /// <returns><see cref="CommandDone"/> or <see cref="CommandRejected"/>.</returns>
    Task<object> CancelAsync(CancelTask command, string? itemId, CancellationToken cancellation);

    /// <returns>Null: there is none.</returns>
    Task<TaskDetails?> GetAsync(string taskId, bool includePayload, CancellationToken cancellation);

    /// <returns>Null: there is none.</returns>
    Task<TaskExplanation?> ExplainAsync(string taskId, CancellationToken cancellation);
}
