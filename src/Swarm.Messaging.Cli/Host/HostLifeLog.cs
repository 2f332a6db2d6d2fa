namespace Swarm.Messaging.Cli.Host;

/// <summary>Start and end of a host in its own log: of one that was killed the log has no end.</summary>
internal static partial class HostLifeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Host {HostId} answers at {Address} (process {ProcessId})")]
    public static partial void Begun(this ILogger<SwarmHost> log, string hostId, Uri address, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Host {HostId} stops: running tasks may end, the rest goes back")]
    public static partial void Stops(this ILogger<SwarmHost> log, string hostId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Host {HostId} has stopped")]
    public static partial void Stopped(this ILogger<SwarmHost> log, string hostId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Host {HostId} has stopped, but not everything could be given back")]
    public static partial void StoppedShort(this ILogger<SwarmHost> log, string hostId, Exception cause);
}
