namespace Swarm.Messaging.Placement.Flow;

/// <summary>A key and how it stands.</summary>
/// <param name="Limit">Its own or, of a key that is waited for, that of its name.</param>
/// <param name="RestUntil">A service wants no call before.</param>
/// <param name="Held">Attempts that count for its concurrency.</param>
/// <param name="Used">By rate, in the order of the limit: what began within the span.</param>
/// <param name="Waiting">Lanes (a client's waiting attempts of one class) that wait for it.</param>
public sealed record FlowReport(
    string Key, FlowLimit? Limit, FlowPause? Pause, DateTimeOffset? RestUntil, long Held, IReadOnlyList<long> Used, long Waiting);

/// <summary>What an attempt waits for beside a slot.</summary>
/// <param name="Reason">A sentence that names the limit, the pause or the rest.</param>
/// <param name="OpensAt">When the key lets it begin at the earliest, those before it in its lane counted; null: when something ends, or somebody says so.</param>
/// <param name="LanesAhead">Others that wait for the same key and go first.</param>
/// <param name="IsPaused">Somebody has stopped it.</param>
public sealed record FlowWait(string Key, string Reason, DateTimeOffset? OpensAt, long LanesAhead, bool IsPaused = false)
{
    /// <summary>Of its own lane, those that go before it.</summary>
    public long Ahead { get; init; }
}
