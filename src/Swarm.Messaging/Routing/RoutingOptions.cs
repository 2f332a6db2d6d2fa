using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Routing;

/// <summary>How code tasks find their way.</summary>
public sealed class RoutingOptions
{
    public const int DefaultReroutings = 3;

    /// <summary>Longest time of one execution in WebAssembly when the task names none; recovery may extend it. Agents get the general default. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan WasmTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a task is given to another target after its first one: the fallback counts, recovery in WebAssembly does not. 3.</summary>
    [Range(0, 100)]
    public int Reroutings { get; set; } = DefaultReroutings;

    /// <summary>Wait before a task goes back to where it failed, because nobody else is left; doubled each time. 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RerouteBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest of those waits. 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RerouteMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A target that has been silent for longer is no candidate. 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SeenWithin { get; set; } = TimeSpan.FromSeconds(60);
}
