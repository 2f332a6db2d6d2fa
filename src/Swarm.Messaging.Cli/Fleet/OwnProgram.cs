namespace Swarm.Messaging.Cli.Fleet;

/// <summary>How this program starts itself once more.</summary>
internal static class OwnProgram
{
    /// <summary>File and first arguments; the verb follows.</summary>
    public static IReadOnlyList<string> Command { get; } = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "swarm"
        ? [path]
        : [Environment.ProcessPath ?? "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "swarm.dll")];
}
