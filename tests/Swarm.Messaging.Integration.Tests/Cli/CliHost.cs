using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>An embedded host in this process, which the verbs find by its data folder.</summary>
public sealed class CliHost : IAsyncLifetime
{
    private readonly TempFolder folder = new("cli");
    private SwarmHost? host;

    internal string Data => folder.Combine("data");

    internal string Address => host!.Address.ToString();

    internal string Token => host!.Token;

    internal string Folder => folder.Path;

    public async Task InitializeAsync() =>
        host = await SwarmHost.StartAsync(new HostSettings { Data = Data, Logging = new HostLogging { Console = false } });

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>A verb against this host.</summary>
    internal Task<CliRun> RunAsync(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", Data]);

    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        var path = folder.Combine(name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
