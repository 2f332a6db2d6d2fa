using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>A capability's own reason to refuse a submission that is in order by itself.</summary>
internal interface ISubmissionFilter
{
    /// <returns>Null: it may go on.</returns>
    ValueTask<CommandRejected?> RefuseAsync(TaskOrder order, CancellationToken cancellation);

    /// <summary>The task existed, and nothing new was begun.</summary>
    void Met(TaskOrder order);
}
