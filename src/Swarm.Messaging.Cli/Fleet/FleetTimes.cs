namespace Swarm.Messaging.Cli.Fleet;

/// <summary>Settings of time for the hosts of a fleet.</summary>
internal static class FleetTimes
{
    /// <summary>
    /// Interruption after 13 s and recovery 2 s later, for runs that cannot wait for 60 and 10: the shortest that leave a dead process time to
    /// be known as one (10 s).
    /// </summary>
    public static IReadOnlyList<string> ShortInterruptions { get; } =
    [
        "Swarms:HeartbeatInterval=00:00:05", "Swarms:InterruptAfter=00:00:13", "Swarms:RecoverAfter=00:00:02", "Swarms:RecoveryTimeout=00:00:10", "Swarms:HostSilence=00:00:10",
    ];

    /// <summary>As 15 to 5 s: renewed three times in a lease.</summary>
    public static TimeSpan Renew(TimeSpan lease) => lease / 3;

    /// <summary>A lease of that length, and the log of all writes of leaders.</summary>
    public static IReadOnlyList<string> Leadership(TimeSpan lease) =>
    [
        $"Swarms:Leadership:Lease={lease:c}", $"Swarms:Leadership:Renew={Renew(lease):c}", "Swarms:Leadership:WriteLog=1000000",
    ];
}
