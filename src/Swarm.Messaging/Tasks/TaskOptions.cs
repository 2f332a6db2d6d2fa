using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Tasks;

/// <summary>What tasks default to, and how long they are kept.</summary>
public sealed class TaskOptions
{
    /// <summary>The greatest payload or result, in bytes of UTF-8 JSON.</summary>
    public const int MaxPayloadBytes = 1_048_576;

    public const int MaxTasksPerMessage = 1_000;

    /// <summary>How long a completed or cancelled task stays: late messages find it, and its idempotency key stays bound. 24 h.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a dead-lettered task waits for an operator. 30 days.</summary>
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Longest time of one execution when the task names none. 300 s.</summary>
    public TimeSpan ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How often an open task asks placement whether it still waits, or still holds its slot. 30 s.</summary>
    public TimeSpan AskInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its own timeout a silent execution is ended by the saga; the target ends it by itself first. 5 s.</summary>
    public TimeSpan TimeoutGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Likewise for a code task in WebAssembly: it may first wait for a slot inside of its pool, which its own time does not count. 40 s.</summary>
    public TimeSpan PoolGrace { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>So many executions of a run that a service refuses for its rate limit (<c>rate_limited</c>), or for which a session could not log in (<c>login_failed</c>, retryable), do not count; further ones do. 0: each counts. 100.</summary>
    [Range(0, 10_000)]
    public int MaxRateLimited { get; set; } = 100;

    /// <summary>Waiting tasks in a queue above which the alert queue-backlog is raised; 0 for none.</summary>
    [Range(0, 10_000_000)]
    public int QueueBacklogAlert { get; set; } = 10_000;

    /// <summary>Dead letters among the last 100 ends of a host, as a fraction, above which the alert error-rate is raised. 0.1.</summary>
    [Range(0.0, 1.0)]
    public double ErrorRateAlert { get; set; } = 0.1;
}
