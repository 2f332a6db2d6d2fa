using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Coordination;

/// <summary>When the coordinator of code tasks calls a task stuck, and failures a pattern. Section <c>Coordinator</c>.</summary>
public sealed class CoordinatorOptions
{
    /// <summary>An execution of a code task that runs longer is stuck, whatever its own timeout: it is cancelled. Default 300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How often one of the hosts looks for stuck tasks and patterns and publishes how the system is. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MonitoringInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The newest failures among which patterns are looked for. Default 50.</summary>
    [Range(1, 1_000)]
    public int FailureWindow { get; set; } = 50;

    /// <summary>So many failures of the same operation, or with the same message, are a pattern. Default 5.</summary>
    [Range(2, 1_000)]
    public int FailureThreshold { get; set; } = 5;
}
