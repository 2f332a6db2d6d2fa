using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// Tasks of swarms: the ordered backlog, and which swarm has which. Queueing is anybody's; distributing is the leader's alone, and its script
/// checks that. Whoever is to act on a change finds it in the news until it is acknowledged.
/// </summary>
internal interface ISwarmWork
{
    /// <summary>Channel, without the installation's prefix, on which a new task wakes the leader.</summary>
    const string Channel = "swarm-messaging:{swarms}:work";

    /// <summary>Under a task's rank and the sequence number that it gets. The same id with the same content changes nothing.</summary>
    Task<WorkQueued> QueueAsync(SwarmTaskOrder order, CancellationToken cancellation);

    /// <summary>Gives tasks to active swarms in the order of the backlog. One that cannot be read is ended, and the rest goes on.</summary>
    /// <returns>Null: the term is over, and nothing was changed.</returns>
    Task<WorkCycle?> AssignAsync(LeaderTerm term, int most, CancellationToken cancellation);

    /// <summary>The end of a task's execution. Counts once; of an assignment that is not the present one it says nothing.</summary>
    /// <param name="assignment">Which one: 1, 2, ...</param>
    /// <param name="outcome">completed, failed or cancelled.</param>
    /// <returns>The task, when this ended it now or before; null: it did not.</returns>
    Task<SwarmTaskRecord?> EndAsync(string taskId, long assignment, string outcome, string? reason, CancellationToken cancellation);

    /// <summary>Ends a task that nobody executes as cancelled, and tells of it in the news.</summary>
    /// <param name="assignment">Its number when that was looked at, 0 before the first.</param>
    /// <returns>False: it has ended, or went on meanwhile.</returns>
    Task<bool> CancelAsync(string taskId, long assignment, string? reason, CancellationToken cancellation);

    /// <summary>A task that was taken back from its swarm, and whose execution has come to nothing, waits for another at its old place. Of one that is not being taken back it changes nothing.</summary>
    Task FreeAsync(string taskId, long assignment, CancellationToken cancellation);

    /// <summary>Tells of a swarm's open tasks again, so that whoever makes assignments real does so for what was lost; once for each recovery.</summary>
    /// <param name="recovery">Names the recovery.</param>
    /// <returns>All its open tasks.</returns>
    Task<IReadOnlyList<OpenTask>> ResumeAsync(string swarmId, string recovery, CancellationToken cancellation);

    /// <summary>Tasks that the swarm was given and that have not ended.</summary>
    Task<IReadOnlyList<OpenTask>> OpenAsync(string swarmId, CancellationToken cancellation);

    /// <summary>How many open tasks each swarm has, in their order.</summary>
    Task<IReadOnlyList<long>> CountOpenAsync(IReadOnlyCollection<string> swarmIds, CancellationToken cancellation);

    /// <summary>Swarms that are away for a while and have all that a queued task needs, while no active one has; the newest first.</summary>
    Task<IReadOnlyList<AwaitedSwarm>> AwaitedAsync(string taskId, int most, CancellationToken cancellation);

    Task<SwarmTaskRecord?> FindAsync(string taskId, CancellationToken cancellation);

    /// <summary>Assignments made and taken back that were not acknowledged, the oldest first; the same again until they are.</summary>
    /// <param name="after">Only those after the one of that id; null: from the beginning.</param>
    Task<IReadOnlyList<WorkNews>> NewsAsync(int limit, string? after, CancellationToken cancellation);

    Task AcknowledgeAsync(IReadOnlyList<WorkNews> news);

    /// <summary>Swarms that could get a task.</summary>
    Task<long> ActiveSwarmsAsync(CancellationToken cancellation);

    Task<WorkFigures> FiguresAsync(CancellationToken cancellation);

    /// <summary>The oldest entries that outside writers have put into <c>swarm:tasks:queue</c>, oldest first. They stay.</summary>
    Task<IReadOnlyList<IntakeEntry>> IntakeAsync(int most, CancellationToken cancellation);

    /// <summary>Takes an entry out, once.</summary>
    /// <returns>False: another process took it, or one before it.</returns>
    Task<bool> TakenInAsync(IntakeEntry entry, CancellationToken cancellation);
}

/// <summary>What an outside writer has put in.</summary>
/// <param name="Number">How many were taken out before it: no other entry ever has that number.</param>
internal sealed record IntakeEntry(long Number, ReadOnlyMemory<byte> Json);

/// <summary>The answer to a submission. A closed set.</summary>
internal abstract record WorkQueued
{
    private WorkQueued()
    {
    }

    /// <param name="Leader">The swarm that leads; null: none.</param>
    /// <param name="ActiveSwarms">Swarms that could get it.</param>
    /// <param name="New">False: it was known.</param>
    public sealed record Queued(string? Leader, long ActiveSwarms, bool New) : WorkQueued;

    /// <summary>The id is another task's.</summary>
    public sealed record Conflict : WorkQueued;

    public sealed record Full(long Waiting) : WorkQueued;
}

/// <param name="Assigned">Tasks that were given to a swarm.</param>
/// <param name="Dropped">Tasks that could not be read.</param>
/// <param name="Waiting">Left in the backlog.</param>
internal sealed record WorkCycle(IReadOnlyList<string> Assigned, int Dropped, long Waiting);

/// <param name="State">queued, assigned, returning (its swarm has ended, and what its execution has come to is looked at) or ended.</param>
/// <param name="Assignment">How often it was given to a swarm; the present one's number.</param>
/// <param name="Epoch">Of the leader that gave it.</param>
/// <param name="Sequence">Number of its queueing: no other task has it, also none of its id after this one is forgotten.</param>
internal sealed record SwarmTaskRecord(
    SwarmTaskOrder Order, string State, string? SwarmId, long Assignment, long Epoch, bool Matched, string? Outcome, string? Reason, long Sequence, DateTimeOffset QueuedAt, DateTimeOffset? EndedAt);

/// <summary>A task that a swarm was given.</summary>
internal sealed record OpenTask(string TaskId, long Assignment);

/// <param name="At">When it happened.</param>
/// <param name="Returned">False: it was given to the swarm; true: taken back from it, which has ended.</param>
/// <param name="Resumed">It was given before; the swarm has recovered since.</param>
/// <param name="Cancelled">It was ended before anybody executed it; of a task that was not given to a swarm its id is empty.</param>
internal sealed record WorkNews(string Id, string TaskId, long Assignment, string SwarmId, DateTimeOffset At, bool Returned, bool Resumed = false, bool Cancelled = false);

/// <param name="Waiting">In the backlog.</param>
internal sealed record WorkFigures(long Distributed, long Completed, long Failed, long Cancelled, long Waiting);
