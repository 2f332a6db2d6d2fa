namespace Swarm.Messaging.Contracts.Flow;

/// <summary>Every key of which something is said, or that work waits for, after what was asked.</summary>
public sealed record DispatchLimits
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Whether the command changed anything; absent for a question.</summary>
    public bool? Changed { get; init; }

    /// <summary>By key, at most 1,000.</summary>
    public required IReadOnlyList<DispatchLimit> Limits { get; init; }
}

/// <summary>A key and how it stands.</summary>
/// <param name="Concurrency">Attempts at a time; absent: any number.</param>
/// <param name="Held">Attempts that count for it now.</param>
/// <param name="Rates">What may begin, and how much has.</param>
/// <param name="Weight">Of a client among others of the same rank.</param>
/// <param name="Told">A service told the limit, by its answers.</param>
/// <param name="Default">The rates are those of the setting Placement:Budgets: nobody has said any.</param>
/// <param name="Pause">Absent: it is not paused.</param>
/// <param name="RestUntil">The service asked for a rest until then.</param>
/// <param name="Waiting">Lanes (a client's waiting work of one sort) that wait for this key.</param>
public sealed record DispatchLimit(
    string Key, int? Concurrency, long Held, IReadOnlyList<RateUse> Rates, decimal Weight, bool Told, bool Default, DispatchPause? Pause, DateTimeOffset? RestUntil, long Waiting);

/// <param name="Used">Of the starts, within the last <paramref name="PerMs"/>.</param>
public sealed record RateUse(int Starts, long PerMs, long Used);

/// <param name="Until">Absent: until somebody says so.</param>
/// <param name="By">The way the command came.</param>
public sealed record DispatchPause(DateTimeOffset? Until, string? Reason, string? By, DateTimeOffset At);
