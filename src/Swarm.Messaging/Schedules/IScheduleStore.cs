namespace Swarm.Messaging.Schedules;

/// <summary>Definitions and the next time of each, shared by all hosts. Time is the store's.</summary>
internal interface IScheduleStore
{
    Task<DateTimeOffset> NowAsync(CancellationToken cancellation);

    /// <summary>Replaces definition, revision and next time; the history stays as it is in the store.</summary>
    /// <param name="before">The revision that was read; null: there was none.</param>
    /// <returns>False when it is another by now: nothing was changed.</returns>
    Task<bool> SaveAsync(StoredSchedule schedule, string? before, CancellationToken cancellation);

    /// <returns>False when there was none.</returns>
    Task<bool> DeleteAsync(string id, CancellationToken cancellation);

    Task<StoredSchedule?> FindAsync(string id, CancellationToken cancellation);

    Task<IReadOnlyList<StoredSchedule>> ListAsync(CancellationToken cancellation);

    /// <summary>Those whose time has come; for <paramref name="lease"/> nobody else gets them.</summary>
    Task<(IReadOnlyList<StoredSchedule> Due, DateTimeOffset Now)> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellation);

    /// <summary>The time stays as it is and is given out again at <paramref name="lookAt"/>, in the store's time; nothing when the schedule was changed meanwhile, or another host did it.</summary>
    Task<bool> LaterAsync(StoredSchedule claimed, DateTimeOffset lookAt, ScheduleHistory history, CancellationToken cancellation);

    /// <summary>Writes what became of the time <see cref="StoredSchedule.NextAt"/>, and the next one. Nothing when the schedule was changed meanwhile, or another host did it.</summary>
    Task<bool> DoneAsync(StoredSchedule claimed, DateTimeOffset? next, ScheduleHistory history, CancellationToken cancellation);
}
