using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Agents;

/// <summary>How agents are watched, and when one that fails gets a rest.</summary>
public sealed class AgentOptions
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

    /// <summary>How long an open breaker keeps work away; then the agent gets one attempt as a probe. Default 60 s.</summary>
    public TimeSpan BreakerRest { get; set; } = TimeSpan.FromSeconds(60);
}
