namespace Swarm.Messaging.Cli.Services;

/// <summary>A private folder that goes when it is disposed.</summary>
internal sealed class TempFolder(string purpose) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory($"swarm-{purpose}-").FullName;

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
