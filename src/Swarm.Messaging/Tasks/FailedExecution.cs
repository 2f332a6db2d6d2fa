using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>What a policy decides by when an execution has failed.</summary>
/// <param name="Tags">The caller's.</param>
/// <param name="Attempt">The execution that failed, 1 for the first.</param>
/// <param name="Course">Null for kinds without one, and for tasks that were accepted before there were courses.</param>
/// <param name="TargetType">pool, agent, ...; null when nobody knows any more.</param>
/// <param name="Refused">The target will never run it.</param>
/// <param name="Random">Uniform in [0, 1).</param>
internal sealed record FailedExecution(
    string Kind,
    IReadOnlyList<string>? Tags,
    RetryPolicy Retry,
    int Attempt,
    int Rank,
    TaskCourse? Course,
    string? TargetId,
    string? TargetType,
    TaskError Error,
    bool Refused,
    double Random)
{
    /// <summary>The error of an execution whose target stopped renewing its lease: nothing is known of how it went.</summary>
    public const string LeaseLost = InDoubtErrors.LeaseLost;

    /// <summary>The error of an execution that a service refused for its rate limit before it did anything.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The error of an execution that did nothing, for its session could not log in: the service refuses the client's credentials.</summary>
    public const string LoginFailed = "login_failed";

    /// <summary>Executions of this run, before this one, that were refused so and therefore do not count.</summary>
    public int Spared { get; init; }

    /// <summary>One more may be refused without counting.</summary>
    public bool MaySpare { get; init; }

    /// <summary>It was the one task of a batch, whose tasks go on by themselves.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What an earlier execution ended with that may have taken effect, and of which nobody has said since that it did not; null: there is none.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether it may have taken effect, by its own word or else by its type.</summary>
    public bool IsInDoubt => Error.InDoubt ?? InDoubtErrors.Has(Error.Type);

    /// <summary>What the task is in doubt by after it. Whoever says that it did not take effect has looked after those before it, too.</summary>
    public string? DoubtAfter => IsInDoubt ? Error.Type : Error.InDoubt == false ? null : Doubt;

    /// <summary>The service wants no call before; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
