namespace Swarm.Messaging.Processes;

/// <summary>How a child is made to die with its host, also after <c>kill -9</c> of the host.</summary>
internal enum ProcessGuard
{
    /// <summary><see cref="DeathSignal"/> where the system has it, else <see cref="Watchdog"/>.</summary>
    Automatic,

    /// <summary>The kernel signals the child when its parent dies (Linux with util-linux).</summary>
    DeathSignal,

    /// <summary>A shell beside the child reads a pipe that only the host holds open, and signals the child at its end.</summary>
    Watchdog,

    /// <summary>The process group, by a shell within it that reads such a pipe: also what the child has started. See <see cref="GuardedCommand.ForGroup"/>.</summary>
    Group,
}
