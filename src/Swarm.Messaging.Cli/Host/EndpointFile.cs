using System.Text.Json;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Cli.Host;

/// <summary>How verbs in another terminal find the running host of a data folder: address and token, readable by its user alone.</summary>
internal sealed record EndpointFile(Uri Address, string Token, int ProcessId)
{
    public const string Name = "endpoint.json";

    public static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), Name);

    /// <summary>Null when no host runs there, or it has not got so far.</summary>
    public static EndpointFile? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<EndpointFile>(File.ReadAllBytes(PathIn(dataFolder)), WireJson.Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Written beside its place and renamed: a reader sees all of it or nothing.</summary>
    public void Write(string dataFolder)
    {
        var path = PathIn(dataFolder);
        var temporary = $"{path}.{ProcessId}";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
            JsonSerializer.Serialize(file, this, WireJson.Options);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Removes it unless another host has written its own since.</summary>
    public void Remove(string dataFolder)
    {
        if (Read(dataFolder) == this)
            File.Delete(PathIn(dataFolder));
    }
}
