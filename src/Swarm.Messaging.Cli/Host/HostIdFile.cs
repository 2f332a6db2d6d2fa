namespace Swarm.Messaging.Cli.Host;

/// <summary>
/// Which host works on a data folder, for the one that follows it. Only for whoever holds the folder's lock, which the kernel takes from a process that ends: the host that is named
/// there then does not exist any more, however it ended.
/// </summary>
internal static class HostIdFile
{
    public const string Name = "swarm.host";

    /// <returns>Null: nobody has worked there, or it cannot be read.</returns>
    public static string? Read(string dataFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(dataFolder, Name)) is { Length: > 0 and < 200 } id ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Before anything is registered under the name. Written beside its place and renamed: it is the one name or the other.</summary>
    public static void Write(string dataFolder, string hostId)
    {
        var path = Path.Combine(dataFolder, Name);
        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllText(temporary, hostId);
        File.Move(temporary, path, overwrite: true);
    }
}
