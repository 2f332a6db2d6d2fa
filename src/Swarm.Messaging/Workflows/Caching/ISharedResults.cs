namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Results that all hosts share, and who makes one that is not there: at any time one for each key.</summary>
internal interface ISharedResults
{
    /// <summary>In one step: the result, or the right to make it for a while, or that somebody else has it.</summary>
    /// <param name="owner">Who would make it; asking again it has the right still, for as long again.</param>
    /// <param name="claim">Until then nobody doubts that it makes it.</param>
    Task<SharedStanding> EnterAsync(string key, string owner, TimeSpan claim, CancellationToken cancellation);

    /// <summary>Keeps a result, and gives the owner's right back. What is over, and then what ends soonest, goes when there is no room.</summary>
    Task PutAsync(string key, string owner, PackedResult result, TimeSpan ttl, SharedRoom room, CancellationToken cancellation);

    Task ReleaseAsync(string key, string owner, CancellationToken cancellation);

    /// <returns>Who makes each; null: nobody.</returns>
    Task<IReadOnlyList<string?>> OwnersAsync(IReadOnlyList<string> keys, CancellationToken cancellation);

    Task<SharedFigures> FiguresAsync(CancellationToken cancellation);

    /// <returns>How many went.</returns>
    Task<long> ClearAsync(CancellationToken cancellation);
}

/// <summary>A closed set.</summary>
internal abstract record SharedStanding
{
    private SharedStanding()
    {
    }

    /// <param name="Ttl">What is left of its time.</param>
    public sealed record Found(PackedResult Result, TimeSpan Ttl) : SharedStanding;

    /// <summary>The caller makes it.</summary>
    public sealed record Mine : SharedStanding;

    /// <summary>Another one makes it.</summary>
    /// <param name="Doubted">Who, once it has had longer than it said: it may be gone, and then its right has to be given back for it.</param>
    public sealed record Others(string? Doubted) : SharedStanding;
}

internal sealed record SharedRoom(long Bytes, int Entries);

internal sealed record SharedFigures(long Entries, long Bytes);
