namespace Swarm.Messaging.Placement.Flow;

/// <summary>How fast the work of a key may go, over all hosts, operations and targets.</summary>
/// <param name="Key">
/// <c>client:{client}</c>, <c>operation:{kind}/{operation}</c>, <c>agent:{agent}</c>, <c>location:{location}</c> (<see cref="FlowKeyNames"/>), or <c>{name}:*</c>: every
/// key of the name of which nothing is said.
/// </param>
/// <param name="Concurrency">Attempts that hold a slot at a time, 1..100,000; null: any number.</param>
/// <param name="Rates">Attempts that begin within a time, all of them together; at most 8.</param>
/// <param name="Weight">Of a client among others of the same rank, 0.01..100.</param>
/// <param name="Told">A service told it; it goes when the service says it no longer.</param>
/// <param name="Default">The rates are those of <see cref="PlacementOptions.Budgets"/>: nobody has said any.</param>
public sealed record FlowLimit(string Key, int? Concurrency, IReadOnlyList<FlowRate> Rates, decimal Weight = 1, bool Told = false, bool Default = false);

/// <summary>At most so many begin in any span of that length.</summary>
/// <param name="Starts">1..10,000,000.</param>
/// <param name="Per">1 ms to 31 days; counted in fiftieths, so that up to 2 % of a span may be left unused, and none is ever overrun.</param>
public sealed record FlowRate(int Starts, TimeSpan Per);

/// <summary>Nothing of a key begins; what runs goes on.</summary>
/// <param name="Key">As of a limit, and <c>target:{target}</c>; not <c>{name}:*</c>.</param>
/// <param name="Until">Null: until somebody says so.</param>
public sealed record FlowPause(string Key, DateTimeOffset? Until, string? Reason, string? By, DateTimeOffset At);

/// <summary>What a service said of the budget of a key. Null where it said nothing.</summary>
public sealed record FlowFeedback(
    string Key, int? Limit, TimeSpan? Interval, int? Remaining, int? DailyLimit, int? DailyRemaining, TimeSpan? RetryAfter);
