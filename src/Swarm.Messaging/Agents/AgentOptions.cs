using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Agents;

/// <summary>How agents are watched, and when one that fails gets a rest.</summary>
public sealed class AgentOptions : IValidatableObject
{
    /// <summary>An agent silent for longer is marked inactive at the next health check. Longer than a task's lease (15 s). Default 60 s.</summary>
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often agents are checked. Default 30 s.</summary>
    public TimeSpan HealthCheck { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An agent inactive for so long is forgotten. Default 24 h.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Known agents at a time, inactive ones included; past it registration is refused. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxAgents { get; set; } = 10_000;

    /// <summary>So many failures in a row open an agent's breaker. Failures that are the task's own (not retryable) do not count. Default 5.</summary>
    [Range(1, 1_000)]
    public int BreakerFailures { get; set; } = 5;

    /// <summary>So great a part of the last <see cref="BreakerWindow"/> ends failing opens it too, 0..1. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakerRate { get; set; } = 0.5;

    /// <summary>How many ends the rate looks at. Default 20.</summary>
    [Range(1, 1_000)]
    public int BreakerWindow { get; set; } = 20;

    /// <summary>With fewer ends than this the rate says nothing. Default 10.</summary>
    [Range(1, 1_000)]
    public int BreakerMinimum { get; set; } = 10;

    /// <summary>What each task of the CRM adds to the workload of its agent, above 0 and at most 1. Default 0.2.</summary>
    [Range(typeof(decimal), "0.01", "1", ParseLimitsInInvariantCulture = true)]
    public decimal WorkloadStep { get; set; } = 0.2m;

    /// <summary>An agent whose workload is below this gets another task of the CRM, above 0 and at most 1. Default 0.9.</summary>
    [Range(typeof(decimal), "0.01", "1", ParseLimitsInInvariantCulture = true)]
    public decimal WorkloadLimit { get; set; } = 0.9m;

    /// <summary>
    /// Error types that say nothing of an agent but of the service behind it or of what its pages show, by name; false: they do. Default: <c>rate_limited</c>, <c>server_error</c>,
    /// <c>unreachable</c>, <c>no_answer</c>, <c>bad_answer</c>, <c>not_verified</c>, <c>element_missing</c>, <c>not_as_expected</c>. Failures of a session (Placement:SessionErrors) count for the session alone.
    /// </summary>
    public IDictionary<string, bool> BreakerIgnores { get; init; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["rate_limited"] = true, ["server_error"] = true, ["unreachable"] = true, ["no_answer"] = true, ["bad_answer"] = true, ["not_verified"] = true,
        ["element_missing"] = true, ["not_as_expected"] = true,
    };

    /// <summary>Types of agents that are otherwise than the catalogue has them, or that it does not have, by name. What is left out of one stays as it was.</summary>
    public IDictionary<string, Catalog.AgentTypeSettings> Types { get; init; } = new Dictionary<string, Catalog.AgentTypeSettings>(StringComparer.Ordinal);

    /// <summary>How long an open breaker keeps work away; then the agent gets one attempt as a probe. Default 60 s.</summary>
    public TimeSpan BreakerRest { get; set; } = TimeSpan.FromSeconds(60);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, settings) in Types)
        {
            if (Catalog.AgentTypeSettings.Fault(name, settings) is { } fault)
                yield return new ValidationResult($"Agents:Types:{name} {fault}", [nameof(Types)]);
        }
    }
}
