namespace Swarm.Messaging.Cli.Services;

internal sealed record RedisServerOptions
{
    /// <summary><c>always</c>, <c>everysec</c> or <c>no</c>; null starts it without an append-only file.</summary>
    public string? AppendFsync { get; init; } = "everysec";

    /// <summary>Further arguments, e.g. <c>--maxmemory 10mb</c>; they win over ours.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
