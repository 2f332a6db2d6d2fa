namespace Swarm.Messaging.Coordination;

/// <summary>
/// The coordinator's truth, shared by all hosts. Events come at least once, in any order and from any host: a task's newest counted
/// version is kept with it, so a repeated or overtaken step changes nothing, and one script moves the task between the counters.
/// </summary>
internal interface ICoordinatorStore
{
    /// <summary>Ended tasks that are remembered, and dead-lettered ones beside them: beyond it the oldest are forgotten, and repetitions as old as they are not counted.</summary>
    const int Remembered = 20_000;

    /// <summary>Counts steps, and notes that the host is there.</summary>
    /// <returns>For each whether it counted.</returns>
    Task<IReadOnlyList<bool>> ApplyAsync(string hostId, IReadOnlyList<TaskStep> steps, CancellationToken cancellation);

    Task<CoordinatorTotals> ReadAsync(CancellationToken cancellation);

    /// <summary>Tasks that run for longer than <paramref name="limit"/>, the longest first.</summary>
    Task<IReadOnlyList<OverdueTask>> OverdueAsync(TimeSpan limit, int count, CancellationToken cancellation);

    /// <summary>Open tasks of which nothing was heard for a while; they are not named again for the same time.</summary>
    Task<IReadOnlyList<string>> SilentAsync(TimeSpan silence, int count, CancellationToken cancellation);

    /// <summary>Hosts that were not heard of for a while and did not say farewell, with the epoch ms of their last word; each is named once.</summary>
    Task<IReadOnlyList<long>> LostHostsAsync(TimeSpan silence, CancellationToken cancellation);

    /// <summary>The host has counted all it had to.</summary>
    Task FarewellAsync(string hostId, CancellationToken cancellation);

    /// <summary>True for one caller per <paramref name="time"/>.</summary>
    Task<bool> ClaimAsync(string what, TimeSpan time, CancellationToken cancellation);

    /// <summary>Which of the patterns were not there before; those that are no longer there are forgotten.</summary>
    Task<IReadOnlyCollection<string>> NewPatternsAsync(IReadOnlyCollection<string> present, CancellationToken cancellation);
}
