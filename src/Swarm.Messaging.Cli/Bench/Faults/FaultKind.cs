namespace Swarm.Messaging.Cli.Bench.Faults;

internal enum FaultKind
{
    /// <summary>SIGSTOP, later SIGCONT.</summary>
    Pause,

    /// <summary>SIGKILL, later a new process.</summary>
    Kill,

    /// <summary>Nothing comes through between the process and its servers; what was sent comes when it heals.</summary>
    Stall,

    /// <summary>The process's connections to its servers break, and new ones are refused.</summary>
    Cut,

    /// <summary>SIGKILL of Redis, and a start on the same port and files.</summary>
    Redis,
}
