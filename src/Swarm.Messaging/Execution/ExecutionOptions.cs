using System.ComponentModel.DataAnnotations;

namespace Swarm.Messaging.Execution;

/// <summary>What this host runs itself.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Attempts of basic tasks (echo, sleep, no-op) at a time; they hold no thread.</summary>
    [Range(1, 10_000)]
    public int BasicSlots { get; set; } = 1_000;

    /// <summary>How long a stopping host lets running attempts end before it cuts them off: each of these is a failed execution (<c>host_stopped</c>), which the retry policy may follow by another. Nodes of workflows have 4 s more to say what stands: that they have succeeded, or must not be tried again.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>False: this host takes commands and runs sagas, but executes nothing itself.</summary>
    public bool Enabled { get; set; } = true;
}
