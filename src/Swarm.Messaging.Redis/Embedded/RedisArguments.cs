namespace Swarm.Messaging.Redis.Embedded;

internal static class RedisArguments
{
    /// <summary>
    /// No configuration file and no port: only this host reaches it, whatever else is configured on the machine.
    /// RDB snapshots are off because the append-only file is the truth; nothing is ever evicted because everything is state.
    /// </summary>
    public static string[] For(EmbeddedRedisFiles files, string socket, bool durable) =>
    [
        "--port", "0",
        "--unixsocket", socket,
        "--unixsocketperm", "700",
        "--dir", files.Folder,
        "--appendonly", "yes",
        "--appendfsync", durable ? "always" : "everysec",
        "--save", "",
        "--maxmemory-policy", "noeviction",
        "--logfile", files.Log,
        "--pidfile", files.Pid,
        "--daemonize", "no",
    ];
}
