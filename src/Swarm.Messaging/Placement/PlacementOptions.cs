using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Placement;

/// <summary>Leases and backlog. Defaults from the common rules: leases of 15 s renewed every 5 s, 100,000 waiting per queue.</summary>
public sealed class PlacementOptions : IValidatableObject
{
    public const int DefaultBacklogBound = 100_000;

    /// <summary>Most attempts of kind <c>code</c> that hold a slot at the same time.</summary>
    public const int DefaultCodeLimit = 50;

    /// <summary>The error by which an agent refuses a client's task in a session that it knows as another client's.</summary>
    public const string SessionBound = "session_bound";

    /// <summary>Length of a task's lease.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often targets renew, at most a third of <see cref="Lease"/>. Also the age at which an unlisted lease is sent again.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a grant may stay unconfirmed.</summary>
    public TimeSpan GrantConfirmation { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a place in the backlog is kept for a submission that has not committed.</summary>
    public TimeSpan Reservation { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the choice of a target for new work may take before least-connections chooses over a connection of its own. 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxChoiceTime { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A target not heard of for this long is removed.</summary>
    public TimeSpan TargetTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Waiting tasks per queue; past it submission fails with <c>backlog_full</c>.</summary>
    [Range(1, 10_000_000)]
    public int BacklogBound { get; set; } = DefaultBacklogBound;

    /// <summary>Distinct requirement classes that may wait at the same time, over all queues.</summary>
    [Range(1, 1_000_000)]
    public int MaxClasses { get; set; } = 10_000;

    /// <summary>By kind, one of <see cref="PlacementStrategies.Of"/>; kinds that are not named take <see cref="PlacementStrategies.LeastConnections"/>.</summary>
    public IDictionary<string, string> Strategies { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["ghl"] = PlacementStrategies.SessionAware, ["objective"] = PlacementStrategies.CapabilityBased };

    /// <summary>
    /// By kind, how many attempts may hold a slot at the same time in the whole system; further ones wait in their order. 0, like a kind
    /// that is not named, is no limit. Default: <c>code</c> 50. A lower limit takes nothing away.
    /// </summary>
    public IDictionary<string, int> KindLimits { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal) { ["code"] = DefaultCodeLimit };

    /// <summary>By kind, whether clients whose tasks have the same rank take turns by their weight. Not named: they go by acceptance. Default: <c>ghl</c> is fair.</summary>
    public IDictionary<string, bool> Fairness { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal) { ["ghl"] = true };

    /// <summary>
    /// How many attempts of a key may begin in a time while nobody has said a rate for it, by name of keys: rates as in <c>100/10s 200000/1d</c>, empty for none. Of
    /// <c>location</c> and the names of Distribution:LimitKeys. Every host needs the same. Default: <c>location</c> 100/10s 200000/1d, what the CRM lets each location do.
    /// </summary>
    public IDictionary<string, string> Budgets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal) { [FlowKeyNames.Location] = "100/10s 200000/1d" };

    /// <summary>How long a session that is not used still draws the work of its client. 5 min.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long it is kept whose a session was that is gone: its id registered again is that client's, and no other's. 1 to 366 days; 7 days. Some 200 bytes
    /// of Redis for each session that went within that time.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00")]
    public TimeSpan SessionBindingKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Sessions of one target at a time; for a further one that which was unused the longest is given up. 100; never below the target's slots.</summary>
    [Range(1, 100_000)]
    public int MaxSessions { get; set; } = 100;

    /// <summary>Attempts at a time in a session that placement opens. 5.</summary>
    [Range(1, 100)]
    public int SessionSlots { get; set; } = Sessions.SessionDefinition.DefaultSlots;

    /// <summary>What a failure takes of the health of a session and of a target, 0..1 in hundredths. 0.2.</summary>
    public decimal FailureCost { get; set; } = 0.2m;

    /// <summary>What a success gives back, 0..1 in hundredths. 0.05.</summary>
    public decimal SuccessGain { get; set; } = 0.05m;

    /// <summary>A session with less health gets no new work for good, 0..1 in hundredths. 0.5.</summary>
    public decimal SessionHealthForWork { get; set; } = 0.5m;

    /// <summary>A session with more health than this adds to the score of its target, 0..1 in hundredths. 0.5.</summary>
    public decimal SessionHealthForScore { get; set; } = 0.5m;

    /// <summary>So many failures of a session's own in a row open its breaker, 0..1,000; 0: never. 2.</summary>
    [Range(0, 1_000)]
    public int SessionBreakerFailures { get; set; } = 2;

    /// <summary>How long an open breaker keeps work away from a session; then one attempt decides. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan SessionBreakerRest { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Error types that are the fault of a session and neither of its task nor of its agent, by name; false: it is not. Default: <c>login_failed</c>, <c>logged_out</c>,
    /// <c>wrong_client</c>, <c>page_crashed</c>,
    /// <c>session_bound</c>, by which a session is drained at once.
    /// </summary>
    public IDictionary<string, bool> SessionErrors { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["login_failed"] = true, ["logged_out"] = true, ["wrong_client"] = true, ["page_crashed"] = true, [SessionBound] = true,
    };

    /// <summary>The longest rest that is kept when a service asks for one (<c>Retry-After</c>), 1 s to 31 days; of a longer one the rest is forgotten. 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "31.00:00:00")]
    public TimeSpan LongestRest { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an outcome stays in the routing table, and the figures of a target that is gone.</summary>
    public TimeSpan OutcomeRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often old outcomes are looked for.</summary>
    public TimeSpan OutcomeCheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A target that is silent for longer than this is late: one heartbeat was missed.</summary>
    internal TimeSpan LateAfter => Heartbeat * 1.5;

    internal FlowBudgets BudgetsOfKeys => field ??= new FlowBudgets(Budgets);

    public string StrategyOf(string kind) => Strategies.TryGetValue(kind, out var strategy) ? strategy : PlacementStrategies.LeastConnections;

    public bool IsSessionError(string? error) => error is not null && SessionErrors.TryGetValue(error, out var own) && own;

    public bool IsFair(string kind) => Fairness.TryGetValue(kind, out var fair) && fair;

    /// <returns>0: no limit.</returns>
    public int LimitOf(string kind) => KindLimits.TryGetValue(kind, out var limit) ? limit : 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (kind, strategy) in Strategies.Where(s => !PlacementStrategies.Of(s.Key).Contains(s.Value)))
        {
            yield return new ValidationResult(
                $"Placement:Strategies:{kind} is '{strategy}', which is no strategy; there are {string.Join(", ", PlacementStrategies.Of(kind))}.", [nameof(Strategies)]);
        }

        foreach (var (name, value) in new[]
        {
            (nameof(FailureCost), FailureCost), (nameof(SuccessGain), SuccessGain), (nameof(SessionHealthForWork), SessionHealthForWork), (nameof(SessionHealthForScore), SessionHealthForScore),
        })
        {
            if (value is < 0 or > 1 || decimal.Round(value, 2) != value)
                yield return new ValidationResult($"Placement:{name} is {value}; it must be 0 to 1 with at most two decimals.", [name]);
        }

        foreach (var (name, rates) in Budgets)
        {
            if (FlowBudgets.Fault(name, rates) is { } fault)
                yield return new ValidationResult($"Placement:Budgets:{name} {fault}", [nameof(Budgets)]);
        }

        foreach (var (kind, limit) in KindLimits.Where(l => l.Value < 0))
        {
            yield return new ValidationResult(
                $"Placement:KindLimits:{kind} is {limit}; it must be a number of attempts, or 0 for no limit.", [nameof(KindLimits)]);
        }
    }
}
