namespace Swarm.Messaging.Intake;

/// <summary>Broken input that reached no saga, for people to look at: the newest 1,000.</summary>
public interface IRejectedInputs
{
    Task AddAsync(RejectedInput input, CancellationToken cancellation);

    /// <summary>Newest first.</summary>
    /// <param name="cursor">From the page before; null for the first. One that no page gave is an <see cref="ArgumentException"/>.</param>
    /// <param name="limit">1..1,000.</param>
    Task<RejectedPage> ListAsync(string? cursor, int limit, CancellationToken cancellation);

    Task<long> CountAsync(CancellationToken cancellation);

    /// <summary>Forgets the oldest <paramref name="count"/>. Returns how many there were to forget.</summary>
    Task<long> PurgeAsync(int count, CancellationToken cancellation);

    /// <summary>Forgets what is older, by the store's clock. Returns how many.</summary>
    Task<long> PurgeAsync(TimeSpan olderThan, CancellationToken cancellation);
}
