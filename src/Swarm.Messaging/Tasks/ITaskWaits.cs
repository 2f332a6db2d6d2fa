namespace Swarm.Messaging.Tasks;

/// <summary>
/// Who waits for tasks that do not exist yet. Who waits writes it down and then looks for the task once more; who accepts one looks here after its commit:
/// whichever comes second meets the other.
/// </summary>
public interface ITaskWaits
{
    /// <summary>Kept for an hour: who still waits then has said so again.</summary>
    Task AddAsync(IReadOnlyCollection<TaskWait> waits, CancellationToken cancellation);

    /// <summary>Those for any of these tasks.</summary>
    Task<IReadOnlyList<TaskWait>> FindAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellation);

    /// <summary>The tasks know of them now.</summary>
    Task RemoveAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellation);
}

/// <param name="TaskId">That does not exist yet.</param>
/// <param name="Dependent">That waits for it.</param>
public sealed record TaskWait(string TaskId, string Dependent);
