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
    public const string LeaseLost = "lease_lost";
}
